"""The items of a plan as a file of its own, which the sheet of items takes back."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans.models import Item
from plans.spreadsheets import ItemsSheet
from tests import build
from tests.maturity.sheets import bring_in
from tests.plans import building


@pytest.fixture
def lead(client, weeks):
    client.force_login(weeks.lead)
    return client


def rows(client, plan):
    answer = client.get(reverse("plan_items", args=(plan.slug, "csv")))
    assert answer["Content-Disposition"] == f'attachment; filename="{plan.slug}-items.csv"'
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_file_has_the_items_of_this_plan_alone_and_comes_back_unchanged(lead, weeks):
    building.start_another(weeks, weeks.start.replace(month=10, day=5))
    found = rows(lead, weeks)
    items = Item.objects.filter(phase__plan=weeks).order_by("phase__position", "position")
    assert [row["title"] for row in found] == [item.title for item in items]
    cells = [{name: cell or None for name, cell in row.items()} for row in found]
    assert bring_in(ItemsSheet(), cells, by=weeks.lead, now=build.NOW).unchanged == len(found)


def test_the_head_of_the_plan_leads_to_the_file_and_who_may_change_it_to_the_import(client, lead, weeks):
    page = client.get(reverse("plan", args=(weeks.slug,))).content.decode()
    assert reverse("plan_items", args=(weeks.slug, "xlsx")) in page
    assert reverse("spreadsheet", args=("items",)) in page
    client.force_login(build.user(role="leadership"))
    page = client.get(reverse("plan", args=(weeks.slug,))).content.decode()
    assert reverse("plan_items", args=(weeks.slug, "xlsx")) in page
    assert reverse("spreadsheet", args=("items",)) not in page


def test_the_file_takes_the_same_statements_however_long_the_plan_is(db, client, today):
    person = build.user("Priya Raman")
    team = build.team("Checkout")
    client.force_login(person)
    counts = set()
    for count in (1, 50):
        plan = building.started(
            building.long_document(count), lead=person, team=team, slug_of_template=f"items-{count}"
        )
        with CaptureQueriesContext(connection) as context:
            assert len(rows(client, plan)) == count
        counts.add(len(context))
    assert len(counts) == 1
    assert counts.pop() <= 10
