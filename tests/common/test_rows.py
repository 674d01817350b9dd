"""Rows straight from the cursor."""

import pytest

from common.rows import Compiled, columns_of, fetch_rows, row_of
from teams.models import Division, Team, User
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


def people_called(role, *names):
    return User.objects.filter(role=role, name__in=names).order_by("name").values_list("name", "pk")


def test_a_compiled_question_is_answered_for_each_of_its_arguments():
    asked = Compiled(people_called)
    for name in ("Ann", "Bob", "Cleo"):
        build.user(name)
    build.user("Dana", role="leadership")
    for arguments in (
        ("member", "Ann", "Bob"),
        ("member", "Cleo", "Dana"),
        ("leadership", "Dana"),
        ("member", "stand-in 1"),
    ):
        assert asked.rows(*arguments) == list(people_called(*arguments))


def test_a_compiled_question_is_compiled_once_for_a_number_of_arguments(django_assert_num_queries):
    built = []

    def counted(role, *names):
        built.append(names)
        return people_called(role, *names)

    asked = Compiled(counted)
    with django_assert_num_queries(3):
        for arguments in (("member", "Ann"), ("member", "Bob"), ("member", "Ann", "Bob")):
            asked.rows(*arguments)
    assert len(built) == 2


def test_columns_of_every_kind_are_converted_as_django_does():
    ann = build.user("Ann")
    User.objects.filter(pk=ann.pk).update(last_login=build.NOW)
    User.objects.filter(pk=build.user("Bob").pk).update(is_active=False)
    rows = User.objects.order_by("pk").values_list("name", "is_active", "last_login", "joined_at")
    assert Compiled(lambda: rows).rows() == list(rows)
    assert [row[1:3] for row in rows] == [(True, build.NOW), (False, None)]


def test_rows_of_a_model_are_as_django_reads_them(django_assert_num_queries):
    team = build.team("Ledger")
    teams = Compiled(
        lambda pk: Team.objects.filter(pk=pk).values_list(*columns_of(Team)), numbers=frozenset({0})
    )
    with django_assert_num_queries(1):
        (found,) = teams.instances(Team, team.pk)
    again = Team.objects.get(pk=team.pk)
    assert [getattr(found, name) for name in columns_of(Team)] == [
        getattr(again, name) for name in columns_of(Team)
    ]
    assert not found._state.adding


def test_a_join_that_found_nothing_makes_no_row():
    build.team("Ledger")
    (values,) = Team.objects.values_list(*columns_of(Division, "division__"))
    assert row_of(Division, values) == Division.objects.first()
    assert row_of(Division, [None] * len(values)) is None


def test_numbers_stand_in_for_numbers():
    first, second = build.user("Ann"), build.user("Bob")
    asked = Compiled(lambda pk: User.objects.filter(pk=pk).values_list("name"), numbers=frozenset({0}))
    assert [asked.rows(person.pk) for person in (first, second)] == [[("Ann",)], [("Bob",)]]
