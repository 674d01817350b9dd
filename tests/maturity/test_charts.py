"""Charts: SVG that a strict content security policy lets through, with labels that do not overlap."""

import re
from itertools import pairwise
from xml.etree.ElementTree import fromstring

from hypothesis import given
from hypothesis import strategies as st

from maturity.charts import COLOURS, Line, spread, trend_chart

SVG = "{http://www.w3.org/2000/svg}"
LABELS = ["2026 Q1", "2026 Q2", "2026 Q3"]


def chart(*lines, marks=()):
    return str(trend_chart("Score of Ledger", LABELS, lines, 4, marks))


def test_nothing_in_it_needs_inline_style_or_script():
    svg = chart(Line("Testing", (10000, 20000, 30000)))
    assert not re.search(r"<style|<script|style=|\son\w+=|javascript:|href", svg)
    assert len(svg) < 6000


def test_it_has_its_title_first_and_no_other():
    titles = list(fromstring(chart(Line("Testing", (10000, None, None)))).iter(f"{SVG}title"))
    assert [title.text for title in titles] == ["Score of Ledger"]


def test_names_stay_text():
    svg = chart(Line("<b>R&D</b>", (10000, 20000, 30000)), marks=[(1, "<i>2</i>")])
    assert "&lt;b&gt;R&amp;D&lt;/b&gt;" in svg
    assert "&lt;i&gt;2&lt;/i&gt;" in svg
    fromstring(svg)


def test_a_line_is_broken_where_there_is_no_data_and_never_goes_through_zero():
    whole = chart(Line("Testing", (10000, 20000, 30000)))
    broken = chart(Line("Testing", (10000, None, 30000)))
    assert len(re.findall("<circle", whole)) == 3
    assert len(re.findall("<circle", broken)) == 2
    bottom = max(float(y) for y in re.findall(r'cy="([\d.]+)"', broken))
    assert bottom < 290


def test_a_line_without_data_leaves_the_others_their_colours():
    svg = chart(Line("Testing", (None, None, None)), Line("Security", (10000, 10000, 10000)))
    assert "Testing" not in svg
    assert re.search(r'class="series serie-1 color-1 round-0"', svg)


def test_colours_begin_again_with_another_stroke_when_they_run_out():
    lines = [Line(f"Dimension {n}", (10000, 10000, 10000)) for n in range(COLOURS + 1)]
    assert 'class="series serie-0 color-0 round-0"' in chart(*lines)
    assert f'class="series serie-{COLOURS} color-0 round-1"' in chart(*lines)


def test_the_longest_name_has_room_right_of_its_line():
    root = fromstring(chart(Line("Infrastructure and environments", (10000, 20000, 30000))))
    (x,) = [float(text.get("x")) for text in root.iter(f"{SVG}text") if text.get("class") == "label"]
    left = next(
        float(g.get("transform").split("(")[1].split(",")[0])
        for g in root.iter(f"{SVG}g")
        if g.get("class") == "plot"
    )
    assert left + x + 6.5 * len("Infrastructure and environments") < 900


def test_each_line_is_labelled_once_at_its_own_end():
    root = fromstring(chart(Line("Testing", (10000, 20000, None)), Line("Security", (10000, 20000, 30000))))
    at = {text.text: float(text.get("x")) for text in root.iter(f"{SVG}text") if text.get("class") == "label"}
    assert set(at) == {"Testing", "Security"}
    assert at["Testing"] < at["Security"]


def test_marks_stand_at_their_position():
    root = fromstring(chart(Line("Testing", (10000, 20000, 30000)), marks=[(1, "model version 2")]))
    (marker,) = [g for g in root.iter(f"{SVG}g") if g.get("class") == "marker"]
    x = next(text.get("x") for text in root.iter(f"{SVG}text") if text.text == "2026 Q2")
    assert marker[0].get("x1") == marker[0].get("x2") == x
    assert marker[1].text == "model version 2"


@given(st.lists(st.floats(0, 300), max_size=12).map(sorted))
def test_labels_keep_their_order_and_never_overlap(wanted):
    placed = spread(wanted)
    assert all(later - earlier >= 14.99 for earlier, later in pairwise(placed))
    assert all(y <= 304 for y in placed)


@given(st.lists(st.floats(0, 300), max_size=12).map(sorted))
def test_labels_with_room_stay_where_they_belong(wanted):
    if all(later - earlier >= 15 for earlier, later in pairwise(wanted)):
        assert spread(wanted) == wanted
