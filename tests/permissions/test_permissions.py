"""docs/permissions.md says what the code does, of every policy and every address."""

import os
from pathlib import Path

import pytest

from maturity import policies as maturity
from teams import policies as teams
from tests.permissions.document import document
from tests.permissions.policies import CASES, Case, World, a_world

PAGE = Path(__file__).parents[2] / "docs" / "permissions.md"

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_a_policy_begins_with_the_question_that_it_answers(case: Case) -> None:
    words = case.policy.__doc__ or ""
    assert words.startswith("May they ")
    assert "?" in words


def test_whoever_may_not_is_told_why_in_a_sentence(world: World) -> None:
    told = [case.ask(who, world) for case in CASES for who in world.people]
    refused = [decision.reason for decision in told if not decision]
    assert refused
    assert [reason for reason in refused if not (reason[:1].isalnum() and reason.endswith("."))] == []


def test_nobody_may_do_everything_and_each_thing_is_somebody_s(world: World) -> None:
    assert not all(case.ask("administrator", world) for case in CASES)
    never = [case.policy for case in CASES if not any(case.ask(who, world) for who in world.people)]
    assert never == [teams.may_forget, maturity.may_answer]  # who works here, and once the cycle is over


def test_the_document_is_what_the_code_gives(world: World) -> None:
    """`make permissions` writes it anew."""
    made = document(world)
    if os.environ.get("WAYMARK_WRITE_PERMISSIONS"):
        PAGE.write_text(made, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == made, "docs/permissions.md is old: run `make permissions`"
