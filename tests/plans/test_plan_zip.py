"""The download of a plan as one file for each phase."""

from dataclasses import replace

import pytest
from django.urls import reverse

from plans.document import read_plan, unpack
from plans.queries.documents import document_of
from tests import build
from tests.plans import building
from tests.plans.pages import statements


@pytest.fixture
def template(db, client):
    client.force_login(build.user(role="administrator"))
    return building.template()


def test_the_zip_reads_back_as_the_same_plan(client, template):
    answer = client.get(reverse("plan_zip", args=(template.slug,)))
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"] == f'attachment; filename="{template.slug}.zip"'
    again = read_plan(unpack("plan.zip", answer.content))
    assert replace(again, warnings=()) == document_of(template)


def test_the_same_plan_is_the_same_zip(client, template):
    address = reverse("plan_zip", args=(template.slug,))
    assert client.get(address).content == client.get(address).content


def test_the_page_of_the_template_leads_to_it(client, template):
    page = client.get(reverse("plan_template", args=(template.slug,))).content.decode()
    assert reverse("plan_zip", args=(template.slug,)) in page


def test_the_zip_takes_the_same_statements_however_long_the_plan_is(client, template):
    long, short = (building.template(building.long_document(n), f"items-{n}") for n in (50, 1))
    counts = {statements(client, reverse("plan_zip", args=(plan.slug,))) for plan in (short, long)}
    assert len(counts) == 1
    assert counts.pop() <= 10
