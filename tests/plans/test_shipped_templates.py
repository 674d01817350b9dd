"""The shipped plans as templates: each is loaded once, and a plan starts from it."""

from datetime import date

import pytest

from plans.demonstration.checkout import load_templates
from plans.models import Item, Plan
from plans.services.plans import start_plan
from tests import build

SLUGS = ("eight-week-study-plan", "first-90-days", "new-engineer-30-60-90")


def test_they_are_loaded_once(db):
    assert tuple(load_templates(build.NOW)) == SLUGS
    load_templates(build.NOW)
    assert tuple(Plan.objects.order_by("slug").values_list("slug", flat=True)) == SLUGS


def test_they_are_listed(client, db):
    load_templates(build.NOW)
    client.force_login(build.user(role="administrator"))
    page = client.get("/plans/").content.decode()
    assert all(f"/plans/templates/{slug}/" in page for slug in SLUGS)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_plan_starts_from_each_with_a_date_for_everything(db, slug):
    template = load_templates(build.NOW)[slug]
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
