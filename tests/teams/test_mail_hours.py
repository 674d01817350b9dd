"""In which hour a person's mail leaves: around the world, and on days when clocks jump."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teams.mail_hours import mail_day

days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
# Zones whose clocks jump at another hour, by half an hour, at midnight, or over a whole day.
zones = st.sampled_from(
    [
        "UTC",
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",
        "America/Nuuk",
        "Africa/Cairo",
        "Asia/Kathmandu",
        "Pacific/Apia",
        "Pacific/Auckland",
        "America/Los_Angeles",
    ]
).map(ZoneInfo)
QUARTER = timedelta(minutes=15)  # between two runs of the schedule


@given(day=days, minute=st.integers(0, 1439), zone=zones, hour=st.integers(0, 23))
def test_it_is_the_persons_date_from_their_hour_on(day: date, minute: int, zone: ZoneInfo, hour: int) -> None:
    now = datetime.combine(day, time(minute // 60, minute % 60), tzinfo=UTC)
    local = now.astimezone(zone)
    assert mail_day(now, zone, hour) == (local.date() if local.hour >= hour else None)


@given(day=days, zone=zones, hour=st.integers(0, 23))
def test_every_day_has_its_mail_within_a_quarter_of_an_hour_of_the_hour_or_of_the_jump_over_it(
    day: date, zone: ZoneInfo, hour: int
) -> None:
    """With runs every quarter of an hour, on days when clocks jump too."""
    start = datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)
    runs = [start + n * QUARTER for n in range(-8, 4 * 27)]
    on_the_day = [run for run in runs if run.astimezone(zone).date() == day]
    clocks = {run.astimezone(zone).hour for run in on_the_day}
    first = next((run for run in on_the_day if mail_day(run, zone, hour) == day), None)
    if max(clocks, default=-1) < hour:
        assert (
            first is None
        )  # the clocks jumped over the day, or over its last hours: the next day catches up
    else:
        assert first.astimezone(zone).hour == min(clock for clock in clocks if clock >= hour)


@pytest.mark.parametrize(
    ("zone", "moment", "hour", "day"),
    [
        ("Europe/Berlin", datetime(2026, 3, 29, 1, tzinfo=UTC), 2, date(2026, 3, 29)),  # 02:00 is 03:00
        ("Europe/Berlin", datetime(2026, 3, 29, 0, 59, tzinfo=UTC), 2, None),
        ("Europe/Berlin", datetime(2026, 10, 25, 0, tzinfo=UTC), 2, date(2026, 10, 25)),  # the first 02:00
        ("Pacific/Auckland", datetime(2026, 11, 18, 19, tzinfo=UTC), 8, date(2026, 11, 19)),
        ("America/Los_Angeles", datetime(2026, 11, 18, 19, tzinfo=UTC), 8, date(2026, 11, 18)),
        ("America/Los_Angeles", datetime(2026, 11, 18, 15, 59, tzinfo=UTC), 8, None),
        ("Pacific/Apia", datetime(2011, 12, 30, 9, tzinfo=UTC), 23, date(2011, 12, 29)),
        ("Pacific/Apia", datetime(2011, 12, 30, 10, tzinfo=UTC), 0, date(2011, 12, 31)),  # there was no 30th
    ],
)
def test_an_hour_that_clocks_skip_or_repeat_is_one_hour(
    zone: str, moment: datetime, hour: int, day: date | None
) -> None:
    assert mail_day(moment, ZoneInfo(zone), hour) == day
