"""What people mean by a cell, whichever format it comes from."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.spreadsheets import values
from common.spreadsheets.values import BadCell

CHOICES = {"lead": "Team lead", "member": "Member"}


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        (None, ""),
        ("  a b ", "a b"),
        (3.0, "3"),
        (2.5, "2.5"),
        (7, "7"),
        (True, "yes"),
        (date(2026, 11, 4), "2026-11-04"),
        (datetime.combine(date(2026, 11, 4), time()), "2026-11-04"),
        (datetime.combine(date(2026, 11, 4), time(9, 30)), "2026-11-04 09:30:00"),
    ],
)
def test_texts(cell, meant):
    assert values.text(cell) == meant


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        (None, None),
        ("", None),
        ("3", 3),
        ("3,5", 3.5),
        ("3.5", 3.5),
        (2.5, 2.5),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1 234,5", 1234.5),
        ("1\N{NO-BREAK SPACE}234", 1234),
        ("-0,25", -0.25),
        ("1e3", 1000),
    ],
)
def test_numbers_with_a_point_or_a_comma(cell, meant):
    assert values.number(cell) == meant


@pytest.mark.parametrize(
    "cell", ["1,234", "three", "1,2,3", "nan", float("nan"), "1e999", True, "--1", "1_000"]
)
def test_what_is_no_number_or_can_be_read_in_two_ways_is_named(cell):
    with pytest.raises(BadCell, match="Write"):
        values.number(cell)


@given(st.integers(-(10**12), 10**12))
def test_whole_numbers_come_back_however_they_are_written(n):
    for written in (n, float(n), str(n), f"{n},0" if abs(n) < 1000 else f"{n}.0"):
        assert values.whole(written) == n


def test_a_part_of_a_number_is_refused_where_whole_ones_count():
    with pytest.raises(BadCell, match="whole number"):
        values.whole("2,5")


@given(st.dates(min_value=date(1900, 3, 1)))
def test_a_day_is_understood_in_each_of_its_ways(day):
    number = (day - date(1899, 12, 30)).days
    ways = (
        day,
        datetime.combine(day, datetime.min.time()),
        day.isoformat(),
        f"{day.day}.{day.month}.{day.year:04}",
    )
    for written in (*ways, number, float(number) + 0.5):
        assert values.day(written) == day


@pytest.mark.parametrize("cell", ["2026-02-30", "11/12/2026", "soon", 0, -4, 1e9, "31.04.2026"])
def test_what_is_no_day_is_named_with_the_way_to_write_one(cell):
    with pytest.raises(BadCell, match="2026-11-14"):
        values.day(cell)


def test_no_day_is_no_day():
    assert values.day(None) is None
    assert values.day(" ") is None
    assert values.day("46023") == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("cell", "meant"),
    [("Yes", True), ("TRUE", True), (1, True), (True, True), ("0", False), ("no", False), ("", None)],
)
def test_yes_and_no(cell, meant):
    assert values.yes_no(cell) is meant


def test_neither_yes_nor_no_is_named():
    with pytest.raises(BadCell, match="neither yes nor no"):
        values.yes_no("perhaps")


def test_a_choice_goes_by_its_value_or_its_label():
    assert values.one_of("LEAD", CHOICES) == "lead"
    assert values.one_of("team lead", CHOICES) == "lead"
    assert values.one_of(None, CHOICES) is None
    with pytest.raises(BadCell, match="Write one of: lead, member"):
        values.one_of("boss", CHOICES)
