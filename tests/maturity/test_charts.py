"""Charts: SVG that a strict content security policy lets through, with labels that do not overlap."""

import re
from itertools import pairwise
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maturity.charts import COLOURS, Line, Mark, levels, look, percentages, spread, trend_chart

SVG = "{http://www.w3.org/2000/svg}"
LABELS = ["2026 Q1", "2026 Q2", "2026 Q3"]
TESTING, SECURITY = "Testing", "Security"


def line(name, *values, number=0, last=""):
    return Line(name, values, number, last)


def chart(*lines, labels=LABELS, scale=None, **more):
    return str(trend_chart("Score of Ledger", labels, lines, scale or levels(4), **more))


def texts(svg, kind):
    return [text for text in fromstring(svg).iter(f"{SVG}text") if text.get("class") == kind]


def test_nothing_in_it_needs_inline_style_or_script():
    svg = chart(line(TESTING, 10000, 20000, 30000))
    assert not re.search(r"<style|<script|style=|\son\w+=|javascript:|href", svg)
    assert len(svg) < 6000


def test_it_is_an_image_named_by_its_title():
    root = fromstring(chart(line(TESTING, 10000, None, None)))
    assert root.get("role") == "img"
    assert (root[0].tag, root[0].text) == (f"{SVG}title", "Score of Ledger")


def test_pointing_at_a_line_names_it():
    svg = chart(line(TESTING, 10000, 20000, 30000, last="3.0"))
    assert "<title>Testing 3.0</title>" in svg
    assert len(re.findall('class="reach"', svg)) == 1


def test_names_stay_text():
    svg = chart(line("<b>R&D</b>", 10000, 20000, 30000), marks=[Mark(1, "<i>2</i>", "<u>")])
    assert "&lt;b&gt;R&amp;D&lt;/b&gt;" in svg
    assert "&lt;i&gt;2&lt;/i&gt;" in svg
    assert "<u>" not in svg
    fromstring(svg)


def test_a_line_is_broken_where_there_is_no_data_and_never_goes_through_zero():
    whole = chart(line(TESTING, 10000, 20000, 30000))
    broken = chart(line(TESTING, 10000, None, 30000))
    assert len(re.findall("<circle", whole)) == 3
    assert len(re.findall("<circle", broken)) == 2
    assert len(re.findall('class="reach"', whole)) == 1
    assert "L" not in "".join(re.findall('class="reach" d="([^"]*)"', broken))
    bottom = max(float(y) for y in re.findall(r'cy="([\d.]+)"', broken))
    assert bottom < 290


def test_over_many_points_only_the_last_and_lone_ones_have_a_dot():
    values = [None if n in (3, 5) else 10000 for n in range(30)]
    svg = chart(line(TESTING, *values), labels=[""] * 30)
    assert len(re.findall("<circle", svg)) == 2


def test_labels_that_are_not_written_leave_no_trace():
    svg = chart(line(TESTING, 1, 2, 3), labels=["2026 Q1", "", "2026 Q3"])
    words = [text.text for text in fromstring(svg).iter(f"{SVG}text")]
    assert words == ["0", "1", "2", "3", "4", "2026 Q1", "2026 Q3", TESTING]


def test_a_line_without_data_has_no_name_in_the_chart():
    svg = chart(line(TESTING, None, None, None), line(SECURITY, 10000, 10000, 10000, number=1))
    assert [text.text for text in texts(svg, "label")] == [SECURITY]
    assert 'class="series line-1 color-1 round-0"' in svg


def test_colours_begin_again_with_another_stroke_when_they_run_out():
    assert look(0) == "line-0 color-0 round-0"
    assert look(COLOURS) == f"line-{COLOURS} color-0 round-1"
    assert look(None) == "summary"


def test_the_longest_name_has_room_right_of_its_line():
    name = "Infrastructure and environments"
    root = fromstring(chart(line(name, 10000, 20000, 30000, last="3.0")))
    (x,) = [float(text.get("x")) for text in root.iter(f"{SVG}text") if text.get("class") == "label"]
    left = next(
        float(g.get("transform").split("(")[1].split(",")[0])
        for g in root.iter(f"{SVG}g")
        if g.get("class") == "plot"
    )
    assert left + x + 6.5 * len(f"{name} 3.0") < 900


def test_each_line_is_labelled_once_at_its_own_end_with_its_last_figure():
    svg = chart(line(TESTING, 10000, 20000, None, last="2.0"), line(SECURITY, 10000, 20000, 30000, number=1))
    at = {text.text: float(text.get("x")) for text in texts(svg, "label")}
    assert set(at) == {TESTING, SECURITY}
    assert at[TESTING] < at[SECURITY]
    assert '<tspan class="last"> 2.0</tspan>' in svg


def test_a_name_that_had_to_move_is_led_back_to_its_dot():
    apart = chart(line(TESTING, 0, 0, 0), line(SECURITY, 40000, 40000, 40000, number=1))
    close = chart(line(TESTING, 20000, 20000, 20000), line(SECURITY, 20100, 20100, 20100, number=1))
    assert "lead" not in apart
    assert len(re.findall('class="lead"', close)) == 2


def test_marks_stand_at_their_position_with_their_words():
    root = fromstring(chart(line(TESTING, 10000, 20000, 30000), marks=[Mark(1, "7", "Model version 2")]))
    (mark,) = [g for g in root.iter(f"{SVG}g") if g.get("class") == "mark"]
    x = float(next(text.get("x") for text in root.iter(f"{SVG}text") if text.text == "2026 Q2"))
    assert float(mark.find(f"{SVG}circle").get("cx")) == x
    assert (mark.find(f"{SVG}text").text, mark.find(f"{SVG}title").text) == ("7", "Model version 2")


def test_signs_of_neighbours_do_not_touch():
    svg = chart(
        line(TESTING, *[1] * 300), labels=[""] * 300, marks=[Mark(n, "1", "") for n in range(290, 300)]
    )
    places = [
        float(circle.get("cx")) for circle in fromstring(svg).iter(f"{SVG}circle") if circle.get("r") == "8"
    ]
    assert all(after - before > 18 for before, after in pairwise(places))


def test_counts_are_bars_at_the_foot():
    root = fromstring(chart(line(TESTING, 1, 2, 3), counts=[0, 1, 4]))
    bars = [bar for bar in root.iter(f"{SVG}rect") if bar.get("class") == "count"]
    assert [bar.find(f"{SVG}title").text for bar in bars] == ["1 submission", "4 submissions"]
    assert float(bars[0].get("height")) < float(bars[1].get("height"))
    feet = {round(float(bar.get("y")) + float(bar.get("height")), 1) for bar in bars}
    assert len(feet) == 1


def test_a_share_has_a_scale_of_its_own():
    svg = chart(line(TESTING, 5000, 10000, 10000), scale=percentages())
    assert [text.text for text in fromstring(svg).iter(f"{SVG}text")][:5] == [
        "0 %",
        "25 %",
        "50 %",
        "75 %",
        "100 %",
    ]


def test_one_point_alone_is_a_chart_too():
    assert len(re.findall("<circle", chart(line(TESTING, 20000), labels=["2026 Q1"]))) == 1


PLACES = st.lists(st.floats(0, 300), max_size=12).map(sorted)


@given(PLACES)
def test_labels_keep_their_order_never_overlap_and_stay_inside(wanted):
    placed = spread(wanted, 15, 0, 300)
    assert all(later - earlier >= 14.99 for earlier, later in pairwise(placed))
    assert all(-0.01 <= y <= 300.01 for y in placed)


@given(PLACES)
def test_labels_with_room_stay_where_they_belong(wanted):
    if all(later - earlier >= 15 for earlier, later in pairwise(wanted)):
        assert spread(wanted, 15, 0, 300) == pytest.approx(wanted)


def test_labels_that_want_one_place_are_spread_around_it():
    assert spread([100, 100, 100], 15, 0, 300) == [85, 100, 115]
    assert spread([298, 299], 15, 0, 300) == [285, 300]
    assert spread([1, 2], 15, 0, 300) == [0, 15]
