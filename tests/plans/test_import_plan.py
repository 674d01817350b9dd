"""`import_plan`: what a template keeps of a document, the report, and files that are refused."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis.extra.django import TestCase

from common.decisions import DomainError, Refused
from plans.document import canonical
from plans.models import Item, Ownership, Plan, PlanRole
from plans.queries.documents import document_of
from plans.services.templates import import_plan
from teams.models import Event
from tests import build
from tests.plans import building, documents

SOURCES = Path(
    os.environ.get("WAYMARK_SOURCE_DOCUMENTS") or Path(__file__).parents[3] / "shared" / "source-documents"
)
REAL = SOURCES / "004_788063f0dbf80c6d.txt"


@pytest.fixture(params=["sample", "real"])
def plan_file(request):
    """The sample of this repository, and the plan that it was modelled on where that is at hand."""
    if request.param == "sample":
        return building.SAMPLE
    if not REAL.exists():
        pytest.skip("no source documents: set WAYMARK_SOURCE_DOCUMENTS to their folder")
    return REAL


def run(*arguments):
    call_command("import_plan", *map(str, arguments))


def refused(capsys, *arguments):
    """The one line on standard error of an import that ends with exit code 2 and changes nothing."""
    before = (Plan.objects.count(), Event.objects.count())
    with pytest.raises(SystemExit) as ended:
        run(*arguments)
    said = capsys.readouterr()
    assert ended.value.code == 2
    assert said.out == ""
    assert (Plan.objects.count(), Event.objects.count()) == before
    assert said.err.count("\n") == 1
    return said.err.strip()


def test_the_plan_is_understood_in_all_its_parts(db, plan_file, capsys):
    run(plan_file, "--slug", "start", "--json")
    report = json.loads(capsys.readouterr().out)
    assert report["plan"] == "start"
    (phase,) = report["phases"]
    del phase["title"]
    assert phase == {
        "weeks": [1, 2],
        "goals": 4,
        "activities": 14,
        "quick_wins": 3,
        "deliverables": 10,
        "meetings": 3,
        "notes": 2,
    }
    assert report["roles"] == ["Me", "Engineer A", "Engineer B"]
    assert all(warning.keys() == {"file", "line", "message"} for warning in report["warnings"])


def test_activities_stand_with_their_owners_and_a_deliverable_may_have_two_or_all(db, plan_file):
    run(plan_file, "--slug", "start")
    activities = Ownership.objects.filter(item__kind="activity", accountable=True)
    by_owner = [activities.filter(role__name=name).count() for name in ("Me", "Engineer A", "Engineer B")]
    assert by_owner == [9, 3, 2]
    deliverables = Item.objects.filter(kind="deliverable")
    assert [item.title for item in deliverables if item.everyone] == [deliverables.last().title]
    shared = [item for item in deliverables if item.ownerships.count() == 2]
    (pair,) = [list(item.ownerships.values_list("role__name", "accountable")) for item in shared]
    assert pair == [("Me", True), ("Engineer A", False)]


def test_code_blocks_of_quick_wins_stay_whole(db, plan_file):
    run(plan_file, "--slug", "start")
    source = plan_file.read_text()
    blocks = ["```" + part + "```" for part in source.split("```")[1::2]]
    bodies = "\n".join(Item.objects.filter(kind="quick_win").values_list("body", flat=True))
    assert blocks
    assert all(block in bodies for block in blocks)


def test_the_rows_are_the_document(db, plan_file):
    assert document_of(building.template(building.document(plan_file))) == building.document(plan_file)


class EveryDocument(TestCase):
    @settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
    @given(documents.plans())
    def test_comes_back_from_the_rows_as_it_was(self, plan):
        document = canonical(plan)
        made = import_plan(document=document, slug="made-up", by=None, now=build.NOW)
        assert made.outcome == "imported"
        assert document_of(made.plan) == document
        assert import_plan(document=document, slug="made-up", by=None, now=build.NOW).outcome == "unchanged"


def test_several_files_and_a_folder_are_one_plan(db, tmp_path, capsys):
    (tmp_path / "1.md").write_text("# Ninety days\n\n# Week 1: Look\n\n## Goals\n\n- See\n")
    (tmp_path / "2.md").write_text("# Week 2-3: Mend\n\n## Goals\n\n- Ship\n")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\0")
    run(tmp_path, "--json")
    whole = json.loads(capsys.readouterr().out)
    assert [phase["weeks"] for phase in whole["phases"]] == [[1, 1], [2, 3]]
    assert whole["plan"] == "ninety-days"
    run(tmp_path / "1.md", tmp_path / "2.md", "--json")
    assert json.loads(capsys.readouterr().out) == whole
    assert Plan.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("# Ninety days\n\n## Week 1: Look\n\n### Goals\n\n- See\n", "ninety-days"),
        ("# Week 1: Look\n\n## Goals\n\n- See\n", "look"),
        ("# Week 1: Look\n\n## Goals\n\n- See\n\n# Week 2: Mend\n\n## Goals\n\n- Ship\n", "my-file"),
    ],
)
def test_without_a_slug_the_title_gives_the_name_or_the_only_phase_or_the_file(db, tmp_path, text, slug):
    (tmp_path / "My file.md").write_text(text)
    run(tmp_path / "My file.md")
    assert Plan.objects.get().slug == slug


def test_the_summary_for_people_names_phases_roles_and_what_was_done(db, capsys):
    run(building.SAMPLE)
    said = capsys.readouterr().out
    assert "Weeks 1–2  Look, listen, mend what hurts: 4 goals, 14 activities, 3 quick wins" in said
    assert "Roles: Me, Engineer A, Engineer B" in said
    assert "Template “look-listen-mend-what-hurts” imported." in said


def test_the_same_content_again_changes_nothing(db, capsys):
    run(building.SAMPLE)
    before = list(Item.objects.values()), Event.objects.count()
    run(building.SAMPLE)
    assert "unchanged" in capsys.readouterr().out
    assert (list(Item.objects.values()), Event.objects.count()) == before


def test_other_content_replaces_a_template_from_which_nothing_was_started(db):
    first = building.template()
    other = building.text_document("# Other\n\n## Week 1: Alone\n\n### Goals\n\n- One\n")
    done = import_plan(document=other, slug=first.slug, by=None, now=build.NOW)
    assert (done.outcome, done.plan.pk) == ("replaced", first.pk)
    assert document_of(Plan.objects.get()) == other
    assert PlanRole.objects.count() == 0
    assert list(Event.objects.values_list("verb", flat=True)) == ["replaced", "imported"]


def test_other_content_under_a_template_in_use_is_refused_with_what_to_do(db, capsys, tmp_path):
    plan = building.started()
    other = tmp_path / "other.md"
    other.write_text("# Week 1: Other\n\n## Goals\n\n- One\n")
    said = refused(capsys, other, "--slug", plan.template.slug)
    assert "plans were started from it" in said
    assert "--slug NAME" in said
    said = refused(capsys, other, "--slug", plan.slug)
    assert "is a started plan" in said


@pytest.mark.parametrize(
    ("name", "content", "line", "words"),
    [
        ("binary.md", b"# Week 1\n\n\x00\x01\x02", 3, "binary"),
        ("latin.md", "# Week 1: Caf\xe9\n".encode("latin-1"), 1, "UTF-8"),
        ("empty.md", b"", 1, "empty"),
        ("blank.md", b"\n \n", 1, "empty"),
    ],
)
def test_a_file_that_is_no_plan_gets_one_line_that_says_where(
    db, capsys, tmp_path, name, content, line, words
):
    file = tmp_path / name
    file.write_bytes(content)
    said = refused(capsys, file)
    assert said.startswith(f"{file}:{line}: ")
    assert words in said


def test_a_broken_table_is_refused_with_its_line(db, capsys, tmp_path):
    file = tmp_path / "broken.md"
    file.write_text("# Week 1: Look\n\n## Deliverables\n\n| Deliverable | Owner |\n|---|\n| Map | Me |\n")
    assert refused(capsys, file).startswith(f"{file}:")


def test_a_file_of_50_mb_is_refused_without_being_read_whole(db, capsys, tmp_path, monkeypatch):
    file = tmp_path / "huge.md"
    with file.open("wb") as stream:
        stream.truncate(50_000_000)
    monkeypatch.setattr(Path, "read_bytes", lambda _self: pytest.fail("read whole"))
    assert (
        refused(capsys, file)
        == f"{file}:1: the file is larger than 2 MB; a plan is far smaller: split or shorten it"
    )


def test_a_missing_file_and_a_folder_without_markdown_are_said(db, capsys, tmp_path):
    assert (
        refused(capsys, tmp_path / "none.md")
        == f"{tmp_path / 'none.md'}:1: cannot be read: No such file or directory"
    )
    assert refused(capsys, tmp_path).startswith(f"{tmp_path}:1: no Markdown in this folder")


def test_one_bad_file_among_several_keeps_all_of_them_out(db, capsys, tmp_path):
    (tmp_path / "1.md").write_text("# Week 1: Look\n\n## Goals\n\n- See\n")
    (tmp_path / "2.md").write_bytes(b"\0")
    assert refused(capsys, tmp_path).startswith(f"{tmp_path / '2.md'}:1: ")


@pytest.mark.parametrize("slug", ["with space", "Ünicode", "a" * 81, "a/b"])
def test_a_slug_that_fits_no_address_is_refused(db, capsys, slug):
    assert refused(capsys, building.SAMPLE, "--slug", slug).startswith(f"--slug {slug}: ")


def test_a_value_too_long_for_its_column_is_refused_on_both_databases(db):
    document = building.document()
    phase = document.phases[0]
    item = replace(phase.items[0], owners=("x" * 301,))
    with pytest.raises(DomainError, match="at most 300 characters"):
        import_plan(
            document=replace(document, phases=(replace(phase, items=(item,)),)),
            slug="x",
            by=None,
            now=build.NOW,
        )
    assert not Plan.objects.exists()


def test_only_administrators_and_leadership_may_import(db):
    with pytest.raises(Refused):
        import_plan(document=building.document(), slug="x", by=build.user(), now=build.NOW)
    import_plan(document=building.document(), slug="x", by=build.user(role="leadership"), now=build.NOW)
    assert Event.objects.get().actor.role == "leadership"
