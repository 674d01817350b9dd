"""A workspace as a folder or a backup, within one database: what is written, and what is refused."""

import json
import zipfile
from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from common.copying import backups, folders
from common.copying.manifest import FORMAT, read_manifest
from common.copying.tables import digests, lines, table_digest, tables, whole_digest
from common.decisions import DomainError
from teams.models import Division, User
from tests import build

LABELS = {table._meta.label_lower for table in tables()}


@pytest.fixture
def written(db, now, tmp_path):
    """A folder of a workspace with a little of everything, and the manifest of it."""
    lead = build.user("Priya Ramán", role=User.Role.LEADERSHIP)
    team = build.team(lead=lead)
    build.submission(build.cycle(build.version()), team, {"testing-1": 3}, now=now)
    return tmp_path / "copy", folders.write_folder(tmp_path / "copy", now=now)


def emptied():
    """As a new database, where the triggers would refuse it otherwise."""
    call_command("flush", interactive=False, verbosity=0)


def test_every_table_of_people_is_copied_and_none_of_the_framework():
    assert {"teams.user", "teams.event", "maturity.submittedanswer", "plans.item"} <= LABELS
    assert not any(label.startswith(("sessions.", "admin.", "contenttypes.", "auth.")) for label in LABELS)


def test_a_folder_says_what_is_in_it(written):
    folder, manifest = written
    assert manifest.format == FORMAT
    assert {path.name for path in folder.iterdir()} == {
        "manifest.json",
        *(f"{label}.jsonl" for label in LABELS),
    }
    assert manifest.tables["teams.user"][0] == User.objects.count() == 1
    assert manifest.digest == whole_digest(digests())
    assert "Priya Ramán" in (folder / "teams.user.jsonl").read_text()


@pytest.mark.django_db(transaction=True)
def test_what_comes_back_is_what_went_out(now, tmp_path):
    lead = build.user("Priya Ramán")
    build.submission(build.cycle(build.version()), build.team(lead=lead), {"testing-1": 3}, now=now)
    before = folders.write_folder(tmp_path / "copy", now=now)
    emptied()
    assert folders.read_folder(tmp_path / "copy") == before
    assert digests() == before.tables
    assert build.user("Another").pk > lead.pk, "the next row gets a number that none has"


def test_a_folder_with_something_in_it_is_not_written_into(db, now, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(DomainError, match="not empty"):
        folders.write_folder(tmp_path, now=now)
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_a_workspace_with_something_in_it_takes_no_copy(written):
    folder, manifest = written
    with pytest.raises(DomainError, match="This workspace is not empty: it has"):
        folders.read_folder(folder)
    assert digests() == manifest.tables


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("harm", ["changed", "missing", "no manifest", "no json", "another format", "older"])
def test_a_copy_that_came_to_harm_is_refused_whole(harm, now, tmp_path):
    build.user("Priya")
    folder = tmp_path / "copy"
    folders.write_folder(folder, now=now)
    people, manifest = folder / "teams.user.jsonl", folder / "manifest.json"
    said = json.loads(manifest.read_text())
    match harm:
        case "changed":
            people.write_text(people.read_text().replace("Priya", "Prija"))
        case "missing":
            people.unlink()
        case "no manifest":
            manifest.unlink()
        case "no json":
            manifest.write_text("{")
        case "another format":
            manifest.write_text(json.dumps(said | {"format": "waymark workspace 9"}))
        case "older":
            manifest.write_text(
                json.dumps(said | {"migrations": said["migrations"] | {"teams": ["0001_initial"]}})
            )
    emptied()
    told = {
        "changed": "teams.user.jsonl is not as it was written",
        "missing": "teams.user.jsonl is missing",
        "no manifest": "manifest.json cannot be read",
        "no json": "manifest.json is not the manifest",
        "another format": "workspace 9",
        "older": "another version of Waymark: teams differ",
    }
    with pytest.raises(DomainError, match=told[harm]):
        folders.read_folder(folder)
    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("line", ["[1]", "nonsense", '["x", null]'])
def test_a_line_that_is_no_row_is_named(line, now, tmp_path):
    """The digest of the manifest is mended too: somebody wrote the file by hand."""
    Division.objects.create(name="Payments", slug="payments")
    folder = tmp_path / "copy"
    folders.write_folder(folder, now=now)
    path, manifest = folder / "teams.division.jsonl", folder / "manifest.json"
    path.write_text(path.read_text() + line + "\n")
    said = json.loads(manifest.read_text())
    said["tables"]["teams.division"] = [2, folders._sha256([path.read_bytes()])]
    manifest.write_text(json.dumps(said))
    emptied()
    with pytest.raises(DomainError, match=r"teams\.division\.jsonl, line 2: this is no row"):
        folders.read_folder(folder)
    assert not Division.objects.exists()


def test_the_same_moment_is_the_same_line_in_every_zone(db):
    moment = datetime(2026, 3, 29, 0, 30, 15, 120, tzinfo=UTC)
    person = build.user("Priya")
    User.objects.filter(pk=person.pk).update(joined_at=moment)
    first = list(lines(User))
    User.objects.filter(pk=person.pk).update(joined_at=moment.astimezone(timezone(timedelta(hours=11))))
    assert list(lines(User)) == first
    assert "2026-03-29T00:30:15.000120+00:00" in first[0]


def test_a_digest_changes_with_any_value(db):
    person = build.user("Priya")
    before = table_digest(User)
    User.objects.filter(pk=person.pk).update(mail_hour=9)
    assert table_digest(User) != before
    User.objects.filter(pk=person.pk).update(mail_hour=8)
    assert table_digest(User) == before


@given(
    st.dictionaries(
        st.sampled_from(sorted(LABELS)), st.tuples(st.integers(0), st.text("0f", min_size=64, max_size=64))
    )
)
def test_the_digest_of_all_does_not_depend_on_an_order(found):
    assert whole_digest(dict(reversed(found.items()))) == whole_digest(found)


def test_a_manifest_is_read_as_it_was_written(written):
    folder, manifest = written
    assert read_manifest((folder / "manifest.json").read_text(), "manifest.json") == manifest


def test_a_backup_replaces_no_file(db, now, tmp_path):
    (tmp_path / "backup.zip").write_text("mine")
    with pytest.raises(DomainError, match="is there already"):
        backups.write_backup(tmp_path / "backup.zip", now=now)
    assert [path.name for path in tmp_path.iterdir()] == ["backup.zip"]


@pytest.mark.parametrize("content", ["no zip", "empty zip", "missing"])
def test_what_is_no_backup_is_refused(db, content, tmp_path):
    path = tmp_path / "backup.zip"
    if content == "no zip":
        path.write_text("nonsense")
    if content == "empty zip":
        zipfile.ZipFile(path, "w").close()
    with pytest.raises(DomainError, match=r"backup\.zip"):
        backups.read_backup(path)
