"""The shipped plans as templates: each is loaded once, and a plan starts from it."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from common.management.commands.up import Command as Up
from plans.models import Item, Plan
from plans.queries.documents import document_of
from plans.services.plans import start_plan
from plans.services.shipped import load_shipped_templates
from plans.services.templates import import_plan
from tests import build
from tests.plans import building

SLUGS = ("eight-week-study-plan", "first-90-days", "new-engineer-30-60-90")


def load():
    return load_shipped_templates(by=None, now=build.NOW)


def test_they_are_loaded_once(db):
    assert tuple(plan.slug for plan in load()) == SLUGS
    assert load() == []
    assert tuple(Plan.objects.order_by("slug").values_list("slug", flat=True)) == SLUGS


def test_one_that_was_replaced_since_stays(db):
    other = building.text_document("# Ours\n\n## Week 1: Own\n")
    import_plan(document=other, slug=SLUGS[0], by=None, now=build.NOW)
    assert tuple(plan.slug for plan in load()) == SLUGS[1:]
    assert document_of(Plan.objects.get(slug=SLUGS[0])) == other


def test_a_start_brings_them_into_a_workspace_without_the_demonstration(db, capsys, monkeypatch):
    monkeypatch.setattr("django.db.connections.close_all", lambda: None)  # the test's own is among them
    for _ in range(2):
        Up(stdout=StringIO()).prepare(demonstration=False)
    assert tuple(Plan.objects.order_by("slug").values_list("slug", flat=True)) == SLUGS
    call_command("load_templates")
    assert capsys.readouterr().out == ""


def test_they_are_listed(client, db):
    load()
    client.force_login(build.user(role="administrator"))
    page = client.get("/plans/").content.decode()
    assert all(f"/plans/templates/{slug}/" in page for slug in SLUGS)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_plan_starts_from_each_with_a_date_for_everything(db, slug):
    load()
    template = Plan.objects.get(slug=slug)
    plan = start_plan(
        template=template,
        lead=build.user(),
        team=build.team(),
        start=date(2026, 11, 16),
        roles={},
        by=None,
        now=build.NOW,
    )
    items = Item.objects.filter(phase__plan=plan)
    assert items.count() == Item.objects.filter(phase__plan=template).count()
    assert not items.filter(due_on=None).exists()
