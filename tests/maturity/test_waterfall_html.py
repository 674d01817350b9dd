"""The drawn waterfall: whatever the figures, every bar lies within the chart, and the figures add up."""

import re

from hypothesis import assume, given

from maturity.scoring import UNIT
from maturity.waterfall import Kind, Step, Waterfall, waterfall
from maturity.waterfall_html import Axis, waterfall_html
from tests.maturity.courses import courses, organisations


def figures(html: str) -> list[int]:
    """Of the rows, in ten-thousandths."""
    texts = re.findall(r'<td class="num">([^<]*)</td>', html)
    return [round(float(text.replace("−", "-")) * UNIT) for text in texts]


@given(organisations())
def test_the_figures_of_the_table_add_up_and_its_bars_lie_within_it(organisation):
    found = waterfall(courses(organisation))
    assume(found.change is not None)
    html = waterfall_html(found, "2026 Q3", "2026 Q4")
    first, *shares, last = figures(html)
    assert (first, last) == (found.then, found.now)
    assert first + sum(shares) == last
    assert all(0 <= float(place) <= 100 for place in re.findall(r'"(-?[\d.]+)%"', html))
    for left, width in re.findall(r'<rect x="([\d.]+)%" y="22%" width="([\d.]+)%"', html):
        assert float(left) + float(width) <= 100.01


@given(organisations())
def test_an_axis_has_a_few_ticks_within_it(organisation):
    found = waterfall(courses(organisation))
    assume(found.change is not None)
    axis = Axis.around([found.then or 0, found.now or 0])
    assert 1 <= len(axis.ticks) <= 5
    assert all(axis.low <= tick <= axis.high for tick in axis.ticks)
    assert axis.high - axis.low >= UNIT // 5


def test_names_are_escaped_and_nothing_has_a_style():
    html = waterfall_html(Waterfall(10000, 12000, (Step(Kind.RAISED, 2000),)), "<b>", "now")
    assert "&lt;b&gt;" in html
    assert "style" not in html
    assert '<tr class="up"><th scope="row">Raised</th>' in html


def test_a_step_that_moved_nothing_is_a_dot():
    html = waterfall_html(Waterfall(10000, 10000, (Step(Kind.RAISED, 0),)), "then", "now")
    assert "<rect" not in html
    assert '<circle class="none"' in html
