"""Imports, as somebody who watches wants to know of them."""

from datetime import timedelta

import pytest

from teams.models import ImportJob
from teams.queries.imports_at_work import AtWork, imports_at_work
from teams.readings import read_imports
from tests import build

pytestmark = pytest.mark.django_db
State = ImportJob.State


def job(person, now, minutes, state):
    ended = now if state in ImportJob.ENDED else None
    uploaded = now - timedelta(minutes=minutes)
    return ImportJob(
        sheet="teams",
        file_name="a.csv",
        uploaded_by=person,
        uploaded_at=uploaded,
        state=state,
        finished_at=ended,
    )


def test_without_any(now):
    assert imports_at_work() == AtWork(0, None)
    assert [reading.value for reading in read_imports(now)] == [0, 0]


@pytest.mark.parametrize("many", [1, 50])
def test_what_waits_for_a_person_or_has_ended_does_not_count(now, many, django_assert_num_queries):
    person = build.user()
    ImportJob.objects.bulk_create(
        [
            *(job(person, now, 3, State.READING) for _ in range(many)),
            job(person, now, 7, State.WRITING),
            job(person, now, 90, State.PREVIEW),
            job(person, now, 90, State.COLUMNS),
            *(job(person, now, 90, state) for state in ImportJob.ENDED),
        ]
    )
    with django_assert_num_queries(1):
        assert imports_at_work() == AtWork(many + 1, now - timedelta(minutes=7))
    assert [reading.value for reading in read_imports(now)] == [many + 1, 7 * 60]
