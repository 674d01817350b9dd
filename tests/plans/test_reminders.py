"""A person's week and the days on which mail speaks of what is due: the pure rules."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.reminders import MailKind, Section, horizon, kind_of_mail, names, reminder_day, section_of, week_of
from plans.schedule import holidays_of, is_working_day

WEDNESDAY = date(2026, 9, 16)
DAY = timedelta(days=1)
NONE: frozenset[date] = frozenset()
days = st.dates(date(2020, 1, 31), date(2034, 11, 30))
calendars = st.sampled_from(["", "GB", "US", "IN", "CN"]).map(
    lambda country: holidays_of(country, range(2019, 2036))
)


@pytest.mark.parametrize(
    ("due_on", "section"),
    [
        (date(2026, 9, 15), Section.LATE),
        (WEDNESDAY, Section.TODAY),
        (None, Section.TODAY),
        (date(2026, 9, 17), Section.THIS_WEEK),
        (date(2026, 9, 20), Section.THIS_WEEK),
        (date(2026, 9, 21), Section.NEXT_WEEK),
        (date(2026, 9, 27), Section.NEXT_WEEK),
        (date(2026, 9, 28), None),
    ],
)
def test_a_week_is_the_calendars_from_monday_to_sunday(due_on: date | None, section: Section | None) -> None:
    assert section_of(due_on, WEDNESDAY) == section


def test_on_a_sunday_this_week_is_over_but_for_today() -> None:
    sunday = date(2026, 9, 20)
    assert section_of(sunday, sunday) == Section.TODAY
    assert section_of(sunday + DAY, sunday) == Section.NEXT_WEEK


@given(today=days, n=st.integers(-40, 40))
def test_every_day_stands_in_the_one_section_that_its_week_says(today: date, n: int) -> None:
    due_on = today + n * DAY
    weeks = (week_of(due_on)[0] - week_of(today)[0]).days // 7
    section = section_of(due_on, today)
    if n < 0:
        assert section == Section.LATE
    elif n == 0:
        assert section == Section.TODAY
    else:
        assert section == {0: Section.THIS_WEEK, 1: Section.NEXT_WEEK}.get(weeks)
    assert (section is None) == (due_on > horizon(today))


@pytest.mark.parametrize(
    ("due_on", "told_on"),
    [
        (date(2026, 9, 17), date(2026, 9, 16)),
        (date(2026, 9, 21), date(2026, 9, 18)),  # of a Monday on Friday
        (date(2026, 9, 19), date(2026, 9, 18)),  # pinned to a Saturday
        (date(2026, 9, 20), date(2026, 9, 18)),
        (
            date(2026, 4, 7),
            date(2026, 4, 2),
        ),  # after Easter: Good Friday and Easter Monday are holidays in England
        (date(2026, 12, 28), date(2026, 12, 24)),
    ],
)
def test_the_reminder_is_on_the_last_working_day_before(due_on: date, told_on: date) -> None:
    england = frozenset({date(2026, 4, 3), date(2026, 4, 6), date(2026, 12, 25)})
    assert reminder_day(due_on, england) == told_on


@given(due_on=days, holidays=calendars)
def test_between_the_reminder_and_the_due_day_nobody_works(due_on: date, holidays: frozenset[date]) -> None:
    told_on = reminder_day(due_on, holidays)
    assert told_on < due_on
    assert is_working_day(told_on, holidays)
    between = [told_on + n * DAY for n in range(1, (due_on - told_on).days)]
    assert not any(is_working_day(day, holidays) for day in between)


@given(due_on=days, holidays=calendars)
def test_whoever_reads_every_mail_is_reminded_of_each_thing_once(
    due_on: date, holidays: frozenset[date]
) -> None:
    around = [due_on + n * DAY for n in range(-20, 5)]
    assert sum(names(MailKind.REMINDER, due_on, day, holidays) for day in around) == 1


@given(due_on=st.one_of(st.none(), days), today=days, holidays=calendars)
def test_the_digest_names_all_that_the_reminder_of_its_day_would(
    due_on: date | None, today: date, holidays: frozenset[date]
) -> None:
    if names(MailKind.REMINDER, due_on, today, holidays):
        assert names(MailKind.DIGEST, due_on, today, holidays)
        assert due_on is not None
        assert due_on <= horizon(today), "the mail is made of what is due up to there"


@pytest.mark.parametrize(
    ("due_on", "is_named"),
    [
        (date(2026, 9, 1), True),
        (date(2026, 9, 14), True),
        (date(2026, 9, 20), True),
        (date(2026, 9, 21), False),
        (None, True),
    ],
)
def test_mondays_mail_names_what_is_late_and_what_is_due_by_sunday(
    due_on: date | None, is_named: bool
) -> None:
    assert names(MailKind.DIGEST, due_on, date(2026, 9, 14), NONE) == is_named


def test_what_waits_without_a_day_is_no_reason_for_a_reminder() -> None:
    assert not names(MailKind.REMINDER, None, WEDNESDAY, NONE)
    assert not names(MailKind.REMINDER, WEDNESDAY, WEDNESDAY, NONE)
    assert not names(MailKind.REMINDER, WEDNESDAY - DAY, WEDNESDAY, NONE)


@given(day=days, digest=st.booleans(), reminder=st.booleans())
def test_which_mail_a_day_has(day: date, digest: bool, reminder: bool) -> None:
    kind = kind_of_mail(day, digest=digest, reminder=reminder)
    if f"{day:%a}" == "Mon" and digest:
        assert kind == MailKind.DIGEST
    elif f"{day:%a}" in {"Sat", "Sun"} or not reminder:
        assert kind is None
    else:
        assert kind == MailKind.REMINDER
