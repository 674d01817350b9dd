"""How old the newest figures are."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from maturity.queries.newest_snapshot import newest_snapshot
from maturity.readings import read_snapshots
from maturity.services.snapshots import take_snapshot
from tests import build

pytestmark = pytest.mark.django_db


def test_before_the_first_there_is_no_age(now):
    assert newest_snapshot() is None
    assert [reading.value for reading in read_snapshots(now)] == [None]


@pytest.mark.parametrize("teams", [1, 50])
def test_the_age_is_since_the_day_began_in_the_zone_of_the_organisation(
    now, teams, settings, django_assert_num_queries
):
    cycle = build.cycle(build.version({"testing": (1,)}))
    for _ in range(teams):
        build.submission(cycle, build.team(), {"testing-1": 2}, now=now)
    for later in range(2):
        take_snapshot(day=now.date() + timedelta(days=later), by=None, now=now + timedelta(days=later))
    with django_assert_num_queries(1):
        assert newest_snapshot() == now.date() + timedelta(days=1)
    settings.TIME_ZONE = "Europe/Berlin"
    assert timezone.get_default_timezone() == ZoneInfo("Europe/Berlin")
    (age,) = read_snapshots(datetime(2026, 11, 20, 9, 30, tzinfo=UTC))
    assert age.value == 10.5 * 3600
