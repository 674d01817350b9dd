"""`export_plan`: Markdown that imports to the same plan."""

from dataclasses import replace

import pytest
from django.core.management import call_command

from plans.document import SourceFile, read_plan
from plans.models import Goal, Item, Plan
from plans.queries.documents import document_of
from plans.services.items import mark_goal_done, mark_item_done
from plans.services.templates import import_plan
from tests import build
from tests.plans import building
from tests.plans.test_import_plan import plan_file  # noqa: F401  # a fixture


def read(text):
    return replace(read_plan([SourceFile("export.md", text)]), warnings=())


def exported(slug, capsys):
    call_command("export_plan", slug)
    return capsys.readouterr().out


def test_a_template_comes_back_from_its_export(db, plan_file, capsys):  # noqa: F811
    template = building.template(building.document(plan_file))
    assert read(exported(template.slug, capsys)) == building.document(plan_file)


def test_a_started_plan_exported_imports_to_the_same_plan(db, plan_file, capsys):  # noqa: F811
    document = building.document(plan_file)
    plan = building.started(document)
    again = import_plan(document=read(exported(plan.slug, capsys)), slug="again", by=None, now=build.NOW)
    assert document_of(again.plan) == document


def test_what_is_done_is_in_the_export_and_in_what_it_imports_to(db, capsys):
    plan = building.started()
    item = Item.objects.filter(phase__plan=plan, kind="deliverable").first()
    goal = Goal.objects.filter(phase__plan=plan).last()
    mark_item_done(item=item, version=1, by=plan.lead, now=build.NOW)
    mark_goal_done(goal=goal, version=1, by=plan.lead, now=build.NOW)
    document = read(exported(plan.slug, capsys))
    again = import_plan(document=document, slug="again", by=None, now=build.NOW).plan
    assert document_of(again) == document_of(plan)
    assert [row.title for row in Item.objects.filter(phase__plan=again, state="done")] == [item.title]
    assert [row.text for row in Goal.objects.filter(phase__plan=again).exclude(done_at=None)] == [goal.text]


def test_the_title_of_the_started_plan_is_the_one_that_it_was_given(db, capsys):
    plan = building.started(title="Two weeks · Checkout")
    assert read(exported(plan.slug, capsys)).title == "Two weeks · Checkout"


def test_the_export_goes_to_a_file_on_demand(db, capsys, tmp_path):
    template = building.template()
    call_command("export_plan", template.slug, "--output", tmp_path / "plan.md")
    assert capsys.readouterr().out == ""
    assert read((tmp_path / "plan.md").read_text(encoding="utf-8")) == building.document()


@pytest.mark.parametrize("arguments", [["none"], ["first-weeks", "--output", "/nowhere/at/all.md"]])
def test_an_unknown_plan_and_a_place_that_cannot_be_written_are_said(db, capsys, arguments):
    building.template()
    with pytest.raises(SystemExit) as ended:
        call_command("export_plan", *arguments)
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (2, "")
    assert said.err.count("\n") == 1
    assert Plan.objects.count() == 1
