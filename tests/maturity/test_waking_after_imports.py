"""Quarters that are over and come in from a file wake the worker for their figures, wherever the import ends."""

import pytest
from django.urls import reverse

from maturity.models import Submission
from maturity.spreadsheets.answers import AnswersSheet
from maturity.tasks import take_snapshots
from teams.services.imports import confirm_import
from teams.tasks import work_on_import, work_on_imports
from tests import build
from tests.teams.importing_people import previewed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cycle", "at_the_tests_moment")]
SHEET = AnswersSheet()
FILE = b"team,cycle,practice,level\n" + b"".join(
    b"checkout,2025-q3,%b,2\n" % practice for practice in (b"testing-1", b"testing-2", b"security-1")
)


@pytest.fixture
def woken(monkeypatch) -> list[int]:
    """How many submissions there were each time that the worker was asked."""
    asked: list[int] = []
    monkeypatch.setattr(
        take_snapshots, "apply_async", lambda **options: asked.append(Submission.objects.count())
    )
    return asked


@pytest.fixture
def job(people):
    return previewed(people["administrator"], FILE, name="answers.csv", sheet=SHEET)


def confirm(job):
    return confirm_import(job=job, sheet=SHEET, mark=job.found["mark"], by=job.uploaded_by, now=build.NOW)


def test_in_the_browser(as_, job, woken, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        as_("administrator").post(reverse("import_confirm", args=[job.pk]), {"mark": job.found["mark"]})
        assert woken == []
    assert woken == [1]


@pytest.mark.parametrize("work", [lambda job: work_on_import(job.pk), lambda _: work_on_imports()])
def test_in_the_worker(job, woken, work, django_capture_on_commit_callbacks):
    confirm(job)
    with django_capture_on_commit_callbacks(execute=True):
        work(job)
        assert woken == []
    assert woken == [1]


def test_what_was_rolled_back_wakes_nobody(job, woken, team, cycle, django_capture_on_commit_callbacks):
    """Something else would come of it than was confirmed."""
    confirm(job)
    build.submission(build.cycle(cycle.version, quarter="2025-q3"), team, {"testing-1": 1})
    with django_capture_on_commit_callbacks(execute=True):
        work_on_import(job.pk)
    job.refresh_from_db()
    assert job.state == "preview"
    assert woken == []
