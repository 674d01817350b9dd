"""An import on its way: looked at first, written whole or not at all, by one of those who would do it."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import OperationalError

from common.decisions import ChangedSince, DomainError, Refused
from common.spreadsheets import progress
from common.spreadsheets.files.limits import BadFile
from teams.models import ColumnChoice, Event, ImportFile, ImportJob, User
from teams.services import import_work, imports
from teams.services.import_work import due_imports, work_on
from teams.services.imports import cancel_import, choose_columns, confirm_import, take_upload, throw_away_old
from teams.waking import stop
from tests import build
from tests.teams.importing_people import ADA, confirmed, many, people, previewed, uploaded, worked_on

pytestmark = pytest.mark.django_db
State = ImportJob.State
LATER = build.NOW + timedelta(minutes=10)


@pytest.fixture(autouse=True)
def nothing_remembered():
    """The numbers of imports come again in the next test; what the cache has of them must not."""
    yield
    for number in range(1, 50):
        progress.forget(number)
        cache.delete(f"import-{number}-stop")


@pytest.fixture
def sam() -> User:
    return build.user("Sam", role="administrator")


def acts(job: ImportJob) -> list[str]:
    return [
        event.verb
        for event in Event.objects.filter(subject_type="teams.importjob", subject_id=job.pk).order_by("id")
    ]


def test_a_file_is_compared_confirmed_and_written(sam):
    job = previewed(sam)
    assert (job.state, job.rows, job.found["new"], job.found["fault_count"]) == ("preview", 1, 1, 0)
    assert job.found["examples"] == [
        [2, None, {"email": "ada@example.org", "name": "Ada", "role": "member", "active": "yes"}]
    ]
    assert not User.objects.filter(name="Ada").exists()
    job = worked_on(confirm_import(job=job, sheet=people(), mark=job.found["mark"], by=sam, now=build.NOW))
    assert (job.state, job.finished_at) == ("done", build.NOW)
    assert User.objects.filter(name="Ada").exists()
    assert not ImportFile.objects.exists()
    assert acts(job) == ["uploaded", "confirmed", "imported"]
    assert Event.objects.get(verb="imported").detail == {
        "sheet": "people",
        "new": 1,
        "changed": 0,
        "unchanged": 0,
    }


def test_confirming_or_working_twice_is_doing_it_once(sam):
    job = confirmed(sam)
    again = confirm_import(job=job, sheet=people(), mark=job.found["mark"], by=sam, now=build.NOW)
    assert worked_on(again).state == "done"
    assert worked_on(again).state == "done"
    assert Event.objects.filter(verb="imported").count() == 1


def test_one_bad_row_leaves_nothing_behind(sam):
    job = previewed(sam, many(20) + b"nobody,Bad\n")
    assert (job.found["new"], job.found["fault_count"]) == (20, 1)
    assert job.found["faults"][0][:2] == [22, "email"]
    with pytest.raises(DomainError, match="Some rows are wrong"):
        confirm_import(job=job, sheet=people(), mark=job.found["mark"], by=sam, now=build.NOW)
    ImportJob.objects.filter(pk=job.pk).update(state=State.WRITING)
    assert worked_on(job).state == "preview"
    assert User.objects.count() == 1


def test_what_has_changed_since_the_preview_is_shown_anew(sam):
    job = confirmed(sam)
    build.user("Ada").save()
    User.objects.filter(name="Ada").update(name="Ada Byron")
    job = worked_on(job)
    assert job.state == "preview"
    assert "has changed since you looked" in job.notice
    assert (job.found["new"], job.found["changed"]) == (0, 1)
    assert User.objects.get(email="ada@example.org").name == "Ada Byron"
    job = worked_on(confirm_import(job=job, sheet=people(), mark=job.found["mark"], by=sam, now=build.NOW))
    assert (job.state, job.notice) == ("done", "")


def test_a_preview_that_is_not_shown_any_more_cannot_be_confirmed(sam):
    job = previewed(sam)
    with pytest.raises(ChangedSince):
        confirm_import(job=job, sheet=people(), mark="another", by=sam, now=build.NOW)


def test_columns_that_are_called_otherwise_are_chosen_and_remembered(sam):
    content = b"Who,Where,Notes\nAda,ada@example.org,x\n"
    job = uploaded(sam, content)
    assert (job.state, job.headers, job.matching) == ("columns", ["Who", "Where", "Notes"], {})
    matching = {"email": 1, "name": 0}
    job = worked_on(choose_columns(job=job, sheet=people(), matching=matching, by=sam, now=build.NOW))
    assert (job.state, job.found["new"]) == ("preview", 1)
    assert ColumnChoice.objects.get().headers == {"email": "Where", "name": "Who", "role": "", "active": ""}
    assert uploaded(sam, content).matching == matching
    assert uploaded(build.user("Other", role="administrator"), content).matching == {}


@pytest.mark.parametrize(
    ("matching", "words"),
    [
        ({"email": 0}, "Choose the column of the file for: Name"),
        ({"email": 0, "name": 0}, "the same one"),
        ({"email": 0, "name": 9}, "no such column"),
    ],
)
def test_columns_that_cannot_be_are_refused(sam, matching, words):
    job = uploaded(sam, b"a,b\n1,2\n")
    with pytest.raises(DomainError, match=words):
        choose_columns(job=job, sheet=people(), matching=matching, by=sam, now=build.NOW)


def test_who_may_not_is_refused_at_every_step(sam):
    other = build.user("Other")
    with pytest.raises(Refused):
        uploaded(other)
    job = confirmed(sam)
    User.objects.filter(pk=sam.pk).update(role="member")
    job = worked_on(job)
    assert (job.state, job.notice) == (
        "failed",
        "Only an administrator of this workspace may do this. Nothing was brought in.",
    )
    assert not User.objects.filter(name="Ada").exists()


def test_a_file_that_cannot_be_read_is_refused_or_named_where_it_fails(sam):
    with pytest.raises(BadFile):
        uploaded(sam, b"")
    job = worked_on(uploaded(sam, ADA + b'"open'))
    assert job.state == "failed"
    assert "Row 3 cannot be read" in job.notice
    assert not ImportFile.objects.exists()


def test_a_cancelled_import_is_not_written(sam):
    job = confirmed(sam)
    stop(job, by=sam, now=build.NOW)
    job.refresh_from_db()
    assert (job.state, acts(job)[-1]) == ("cancelled", "cancelled")
    assert worked_on(job).state == "cancelled"
    assert User.objects.count() == 1
    assert not ImportFile.objects.exists()
    assert cancel_import(job=job, by=sam, now=build.NOW).state == "cancelled"


def test_what_has_ended_cannot_be_cancelled(sam):
    job = worked_on(confirmed(sam))
    with pytest.raises(ChangedSince):
        stop(job, by=sam, now=build.NOW)
    assert not progress.is_asked_to_stop(job.pk)


def test_cancelling_half_way_takes_all_rows_back(sam, monkeypatch):
    monkeypatch.setattr(import_work, "EVERY", 5)
    job = confirmed(sam, many(20))

    def cancelled_after(number, done):
        assert User.objects.count() > 1, "some rows are written when the wish comes"
        progress.ask_to_stop(number)

    monkeypatch.setattr(progress, "report", lambda number, done: done and cancelled_after(number, done))
    assert worked_on(job).state == "writing"  # the page that cancels marks it
    assert User.objects.count() == 1
    assert cancel_import(job=job, by=sam, now=build.NOW).state == "cancelled"


def test_how_far_it_is_is_seen_while_it_goes_on(sam, monkeypatch):
    monkeypatch.setattr(import_work, "EVERY", 5)
    seen = []
    monkeypatch.setattr(progress, "report", lambda *said: seen.append(said[1]))
    job = worked_on(confirmed(sam, many(12)))
    assert seen == [0, 5, 10, 0, 5, 10]
    assert progress.rows_done(job.pk) is None


def test_a_claim_of_somebody_who_died_is_taken_up_and_that_of_one_at_work_is_not(sam):
    job = confirmed(sam)
    ImportJob.objects.filter(pk=job.pk).update(claimed_at=build.NOW, claim=7)
    assert due_imports(now=build.NOW) == []
    assert due_imports(now=LATER) == [job.pk]
    progress.report(job.pk, 500)
    work_on(number=job.pk, now=LATER)
    assert User.objects.count() == 1, "somebody still says how far it is"
    progress.forget(job.pk)
    work_on(number=job.pk, now=LATER)
    job.refresh_from_db()
    assert (job.state, job.claim) == ("done", 8)


def test_whoever_lost_the_claim_takes_all_rows_back(sam, monkeypatch):
    job = confirmed(sam)
    finish = import_work._finish

    def overtaken(job, *rest):
        ImportJob.objects.filter(pk=job.pk).update(claim=99)
        finish(job, *rest)

    monkeypatch.setattr(import_work, "_finish", overtaken)
    work_on(number=job.pk, now=build.NOW)
    assert User.objects.count() == 1


def test_an_import_that_kills_its_workers_is_given_up(sam):
    job = confirmed(sam)
    ImportJob.objects.filter(pk=job.pk).update(claimed_at=build.NOW, attempts=import_work.MOST_ATTEMPTS)
    work_on(number=job.pk, now=LATER)
    job.refresh_from_db()
    assert (job.state, job.notice) == ("failed", import_work.BROKEN)


def test_what_nobody_thought_of_is_told_and_leaves_nothing(sam, monkeypatch):
    job = confirmed(sam)
    monkeypatch.setattr(import_work, "_finish", None)
    job = worked_on(job)
    assert (job.state, job.notice) == ("failed", import_work.BROKEN)
    assert User.objects.count() == 1


def test_a_database_that_is_away_is_tried_again(sam, monkeypatch):
    job = confirmed(sam)

    def away(*rest):
        raise OperationalError

    with monkeypatch.context() as patched:
        patched.setattr(import_work, "_finish", away)
        with pytest.raises(OperationalError):
            work_on(number=job.pk, now=build.NOW)
    work_on(number=job.pk, now=LATER)
    job.refresh_from_db()
    assert job.state == "done"


def test_files_that_nobody_goes_on_with_are_thrown_away_after_a_day(sam):
    left, writing = previewed(sam), confirmed(sam)
    assert throw_away_old(by=None, now=build.NOW + timedelta(hours=23)) == 0
    assert throw_away_old(by=None, now=build.NOW + timedelta(hours=25)) == 1
    left.refresh_from_db()
    assert (left.state, acts(left)[-1]) == ("cancelled", "threw away")
    assert [file.job_id for file in ImportFile.objects.all()] == [writing.pk]


def test_nobody_fills_the_database_with_files(sam):
    for _ in range(imports.MOST_UNDER_WAY):
        uploaded(sam)
    with pytest.raises(DomainError, match="Finish or cancel"):
        take_upload(sheet=people(), name="x.csv", content=ADA, by=sam, now=build.NOW)
