"""Two sweeps at once over files that nobody went on with, each with a connection of its own."""

from datetime import timedelta
from functools import partial

import pytest

from teams.models import Event
from teams.services.imports import throw_away_old
from tests import build
from tests.teams.importing_people import uploaded
from tests.teams.test_mail_at_once import both

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_of_two_sweeps_one_throws_a_file_away() -> None:
    sam = build.user("Sam", role="administrator")
    for _ in range(10):
        for _ in range(3):
            uploaded(sam)
        found = both(partial(throw_away_old, by=None, now=build.NOW + timedelta(days=2)))
        assert set(found) == {0, 3}
    assert Event.objects.filter(verb="threw away").count() == 10 * 3
