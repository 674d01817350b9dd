"""Rows straight from the cursor."""

import pytest

from common.rows import fetch_rows
from teams.models import Team
from tests import build

pytestmark = pytest.mark.django_db


def test_the_rows_are_those_of_the_query_in_one_statement(django_assert_num_queries) -> None:
    for name in ("Ledger", "Fraud"):
        build.team(name)
    wanted = Team.objects.filter(name__in=("Ledger", "Nobody")).values_list("id", "name")
    with django_assert_num_queries(1):
        rows = fetch_rows(wanted)
    assert [tuple(row) for row in rows] == list(wanted)


def test_a_query_that_can_have_no_rows_has_none() -> None:
    assert fetch_rows(Team.objects.filter(pk__in=[]).values_list("id")) == []
