"""The pages of spreadsheets: from the list of kinds to rows that are in, and what leaves as a file."""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from common.spreadsheets import progress
from teams import waking
from teams.models import Event, ImportJob, User
from teams.tasks import work_on_import, work_on_imports
from tests import build
from tests.markup import faults
from tests.teams.importing_people import ADA, confirmed, many, people, previewed, uploaded

pytestmark = pytest.mark.django_db


@pytest.fixture
def sam() -> User:
    return build.user("Sam", role="administrator")


@pytest.fixture
def browser(sam) -> Client:
    client = Client()
    client.force_login(sam)
    return client


def upload(browser: Client, content: bytes, name: str = "people.csv", **options):
    return browser.post("/spreadsheets/people/", {"file": SimpleUploadedFile(name, content)}, **options)


def without_token(markup: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", markup)


def text(answer) -> str:
    assert faults(answer.content.decode()) == []
    return answer.content.decode()


def test_a_small_file_is_compared_and_written_without_any_worker(browser):
    page = text(upload(browser, ADA, follow=True))
    assert "Bring in 1 row<" in page
    job = ImportJob.objects.get()
    done = browser.post(reverse("import_confirm", args=[job.pk]), {"mark": job.found["mark"]}, follow=True)
    assert "1 new, 0 changed, 0 as they were" in text(done)
    assert User.objects.filter(email="ada@example.org").exists()
    assert "people.csv" in text(browser.get("/spreadsheets/"))


def test_wrong_rows_are_named_with_their_place_and_leave_as_a_file(browser):
    page = text(upload(browser, b"email,name,role\nada@example.org,Ada,boss\n=x,,\n", follow=True))
    assert "“boss” is not known here" in page
    assert "Bring in" not in page
    job = ImportJob.objects.get()
    answer = browser.get(reverse("import_faults", args=[job.pk]))
    lines = b"".join(answer).decode("utf-8-sig").splitlines()
    assert lines[0] == "file,row,column,what"
    assert lines[1].startswith('people.csv,2,role,"“boss” is not known here.')
    assert [line.split(",")[1:3] for line in lines[2:]] == [["3", "name"]]


def test_columns_are_chosen_where_their_names_differ(browser):
    page = text(upload(browser, b"Who,Where\nAda,ada@example.org\n", follow=True))
    assert "Columns of the file" in page
    job = ImportJob.objects.get()
    address = reverse("import_columns", args=[job.pk])
    wrong = browser.post(address, {"email": "1"})
    assert wrong.status_code == 422
    assert "Choose the column of the file that has it." in text(wrong)
    same = browser.post(address, {"email": "1", "name": "1"})
    assert same.status_code == 422
    compared = text(browser.post(address, {"email": "1", "name": "0"}, follow=True))
    assert "Bring in 1 row<" in compared
    assert '<details class="card fold">' in compared
    again = browser.post(address, {"email": "1"})  # from the preview: what is wrong must not stay folded away
    assert again.status_code == 422
    assert '<details class="card fold" open>' in text(again)


def test_what_is_wrong_is_named_with_the_column_as_the_file_calls_it(browser):
    upload(browser, b"Who,Where,As\nAda,ada@example.org,boss\n")
    job = ImportJob.objects.get()
    chosen = {"name": "0", "email": "1", "role": "2"}
    page = text(browser.post(reverse("import_columns", args=[job.pk]), chosen, follow=True))
    assert "<td>As</td>" in page
    lines = b"".join(browser.get(reverse("import_faults", args=[job.pk]))).decode("utf-8-sig").splitlines()
    assert lines[1].startswith("people.csv,2,As,")


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "The file is empty"), (b"\x89PNG1234", "not a spreadsheet"), (b"a,a\n1,2\n", "both called")],
)
def test_a_file_that_cannot_be_read_is_told_beside_the_field(browser, content, words):
    answer = upload(browser, content)
    assert answer.status_code == 422
    assert words in text(answer)
    assert not ImportJob.objects.exists()


def test_a_large_file_waits_for_the_worker_and_shows_how_far_it_is(
    browser, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(waking, "AT_ONCE", 5)
    asked = []
    monkeypatch.setattr(work_on_import, "apply_async", lambda arguments, **options: asked.append(arguments))
    with django_capture_on_commit_callbacks(execute=True):
        page = text(upload(browser, many(20), follow=True))
    job = ImportJob.objects.get()
    assert asked == [(job.pk,)]
    assert "It waits for its turn" in page
    progress.report(job.pk, 7)
    fragment = browser.get(
        reverse("import", args=[job.pk]), headers={"HX-Request": "true", "HX-Target": "import"}
    )
    whole = text(browser.get(reverse("import", args=[job.pk])))
    assert 'value="7"' in fragment.content.decode()
    assert without_token(fragment.content.decode().strip()) in without_token(whole)
    progress.forget(job.pk)
    work_on_import(job.pk)
    assert "every 1s" not in text(browser.get(reverse("import", args=[job.pk])))
    assert "20 new and 0 changed of 20 rows" in text(browser.get(reverse("import", args=[job.pk])))


def test_the_schedule_does_what_nobody_was_told_of(sam):
    job = confirmed(sam)
    work_on_imports()
    job.refresh_from_db()
    assert job.state == "done"


def test_an_import_can_be_cancelled_and_is_nobody_elses(browser, sam):
    job = previewed(sam)
    other = Client()
    other.force_login(build.user("Other", role="administrator"))
    for name in ("import_cancel", "import_confirm", "import_columns"):
        assert other.post(reverse(name, args=[job.pk])).status_code == 404
    assert other.get(reverse("import", args=[job.pk])).status_code == 404
    assert "Nothing was brought in." in text(
        browser.post(reverse("import_cancel", args=[job.pk]), follow=True)
    )


def test_what_another_window_did_is_told(browser, sam):
    job = previewed(sam)
    answer = browser.post(reverse("import_confirm", args=[job.pk]), {"mark": "old"})
    assert answer.status_code == 409
    assert "moved on in another window" in text(answer)


def test_nothing_of_an_upload_is_shown_as_markup(browser):
    content = b"email,name\nada@example.org,<script>alert(1)</script>\n"
    page = text(upload(browser, content, "<b>.csv", follow=True))
    assert "<script>alert" not in page
    assert "<b>.csv" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_the_template_can_be_brought_in(browser, kind):
    content = b"".join(browser.get(reverse("spreadsheet_template", args=["people", kind])))
    assert "Bring in 1 row<" in text(upload(browser, content, f"x.{kind}", follow=True))


def test_the_template_says_on_a_second_sheet_what_stands_in_its_columns(browser):
    content = b"".join(browser.get(reverse("spreadsheet_template", args=["people", "xlsx"])))
    lines = list(load_workbook(BytesIO(content))["Columns"].values)
    assert lines[1] == ("email", "needed", people().columns[0].help)
    assert [(name, words) for name, _, words in lines[1:]] == [
        (column.name, column.help) for column in people().columns
    ]


@pytest.mark.parametrize("many_rows", [1, 50])
def test_pages_take_the_same_statements_for_any_number_of_rows(browser, sam, many_rows):
    job = previewed(sam, many(many_rows))
    counted = []
    for address in ("/spreadsheets/", "/spreadsheets/people/", reverse("import", args=[job.pk])):
        with CaptureQueriesContext(connection) as captured:
            browser.get(address)
        counted.append(len(captured))
    assert counted == [4, 4, 4]


def test_the_list_of_imports_leaves_their_previews_where_they_are(browser, sam):
    job = previewed(sam, b"email,name,role\nada@example.org,Ada,boss\n")
    for address in ("/spreadsheets/", "/spreadsheets/people/"):
        with CaptureQueriesContext(connection) as captured:
            page = text(browser.get(address))
        assert "Rows are wrong" in page
        [statement] = [each["sql"] for each in captured if "teams_importjob" in each["sql"]]
        columns = re.findall(r'(?:SELECT|,) "teams_importjob"\."(\w+)"(?=,)', statement)
        assert columns == ["id", "sheet", "file_name", "uploaded_at", "state"]
        assert job.found["mark"] not in page


def test_the_lists_of_the_administration_lead_to_the_spreadsheets(browser):
    for model, slug in {
        "user": "people",
        "division": "divisions",
        "team": "teams",
        "membership": "memberships",
    }.items():
        page = browser.get(reverse(f"admin:teams_{model}_changelist")).content.decode()
        assert f'href="/spreadsheets/{slug}/"' in page
        assert f'href="/spreadsheets/{slug}/rows.csv"' in page
        assert "Upload and look" in text(browser.get(f"/spreadsheets/{slug}/"))


def test_who_may_only_take_out_is_told_why(sam):
    reader = Client()
    reader.force_login(build.user("Reader"))
    page = text(reader.get("/spreadsheets/"))
    assert "Only an administrator of this workspace may do this." in page
    assert "Divisions" in page
    assert "People" not in page.partition("<main")[2]
    assert reader.post("/spreadsheets/teams/").status_code == 403


def test_uploading_is_in_the_log(sam):
    uploaded(sam, sheet=people())
    assert Event.objects.get().verb == "uploaded"
