"""Files of answers on their whole way through the engine: mapped, compared, confirmed, and seen in the trend."""

import pytest
from django.urls import reverse

from common.spreadsheets.registry import sheet_named
from common.spreadsheets.sheet import Sheet
from maturity.answering import AnswerContent
from maturity.models import Submission
from maturity.services.closed_figures import freeze_closed
from teams.models import ImportJob, User
from teams.services.imports import choose_columns, confirm_import, take_upload
from tests import build
from tests.maturity.drafts import answer_to, evidence, save, start
from tests.teams.importing_people import worked_on
from tests.teams.spreadsheets_read import counts, exported, read

pytestmark = pytest.mark.django_db
HEAD = "Gruppe;Zeitraum;Frage;Stufe;Bemerkung"
QUARTERS = ("Q4 2025", "Q1 2026", "Q2 2026", "Q3 2026")


@pytest.fixture
def admin(people) -> User:
    return people["administrator"]


def answers() -> Sheet:
    sheet = sheet_named("answers")
    assert sheet is not None
    return sheet


def a_year() -> bytes:
    """As an old spreadsheet program on Windows saves it: semicolons, its own encoding, columns of another name."""
    lines = [
        f"Checkout;{quarter};{practice};{level},0;Geprüft"
        for level, quarter in enumerate(QUARTERS)
        for practice in ("testing-1", "testing-2", "security-1")
    ]
    return "\r\n".join([HEAD, *lines, ""]).encode("windows-1252")


def mapped(by: User, content: bytes) -> ImportJob:
    job = take_upload(sheet=answers(), name="levels.csv", content=content, by=by, now=build.NOW)
    assert (job.state, job.matching) == ("columns", {})
    matching = {"team": 0, "cycle": 1, "practice": 2, "level": 3, "note": 4}
    return worked_on(choose_columns(job=job, sheet=answers(), matching=matching, by=by, now=build.NOW))


def test_a_year_of_an_old_spreadsheet_becomes_a_trend(today, cycle, team, admin, client):
    job = mapped(admin, a_year())
    assert (job.found["new"], job.found["fault_count"]) == (12, 0)
    first = job.found["examples"][0][2]
    assert first["cycle"].startswith("2025 Q4 (new: asks Model")
    assert not Submission.objects.exists()
    worked_on(confirm_import(job=job, sheet=answers(), mark=job.found["mark"], by=admin, now=build.NOW))
    assert Submission.objects.count() == 4
    assert Submission.objects.earliest("day").answers.first().note == "Geprüft"
    for _ in freeze_closed(by=None, now=build.NOW):
        pass
    client.force_login(admin)
    page = client.get(reverse("trends"), {"team": team.slug}).content.decode()
    assert all(name in page for name in ("2025 Q4", "2026 Q1", "2026 Q2", "2026 Q3"))
    assert all(figure in page for figure in ("0.0", "1.0", "2.0", "3.0"))


def test_a_bad_last_line_is_named_and_nothing_is_brought_in(cycle, team, admin):
    job = mapped(admin, a_year() + "Checkout;Q3 2026;testing-9;1;\r\n".encode("windows-1252"))
    assert job.found["fault_count"] == 1
    ((row, column, words),) = job.found["faults"]
    assert (row, column) == (14, "practice")
    assert "has no practice “testing-9”" in words
    assert not Submission.objects.exists()


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_a_file_that_is_taken_out_changes_nothing_when_it_comes_in_again(cycle, team, admin, lead, kind):
    build.submission(
        build.cycle(cycle.version, quarter="2026-q2", state="closed"),
        team,
        {"testing-1": 2},
        targets={"testing-1": 4},
    )
    draft = start(team, cycle, lead)
    save(answer_to(draft), lead, AnswerContent(level=3, note="=1+1\nof two lines; “quoted”", target=4))
    evidence(answer_to(draft), lead, title="-Plan")
    for slug, rows in (("answers", 6), ("targets", 2)):
        sheet = sheet_named(slug)
        assert sheet is not None
        assert counts(read(sheet, exported(sheet, admin, kind), admin)) == (0, 0, rows, 0)
