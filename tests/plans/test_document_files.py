"""Whole files there and back: the samples, the shipped plan, the worked example of the documentation."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from plans.document import SourceFile, canonical, decode, read_plan, write_plan
from tests.plans.documents import words

ROOT = Path(__file__).parents[2]
SAMPLES = sorted((Path(__file__).parent / "samples").glob("*.md"))
SHIPPED = ROOT / "plans/catalogue/first-90-days.md"
CATALOGUE = sorted(SHIPPED.parent.glob("*.md"))
SOURCES = Path(os.environ.get("WAYMARK_SOURCE_DOCUMENTS") or ROOT.parent / "shared/source-documents")


def worked_example():
    text = (ROOT / "docs/plan-format.md").read_text()
    return text.split("````markdown\n")[1].split("\n````")[0]


def comes_back(source):
    plan = read_plan([source])
    again = read_plan([SourceFile("x.md", write_plan(plan))])
    assert replace(again, warnings=()) == replace(plan, warnings=())
    assert canonical(plan) == plan
    assert words(source.text) <= words(write_plan(plan))
    return plan


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_samples_come_back_to_the_word(path):
    comes_back(decode(path.name, path.read_bytes()))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_an_export_of_an_export_is_the_same_text(path):
    text = write_plan(read_plan([decode(path.name, path.read_bytes())]))
    assert write_plan(read_plan([SourceFile("x.md", text)])) == text


def test_the_shipped_plan_reads_without_a_warning():
    plan = comes_back(decode(SHIPPED.name, SHIPPED.read_bytes()))
    assert plan.warnings == ()
    assert plan.roles == ("Me", "Engineer A", "Engineer B")
    assert [(phase.first_week, phase.last_week) for phase in plan.phases] == [(1, 2), (3, 4), (5, 8), (9, 13)]


def test_the_shipped_plan_fills_every_phase():
    for phase in read_plan([decode(SHIPPED.name, SHIPPED.read_bytes())]).phases:
        kinds = [item.kind for item in phase.items]
        assert 3 <= len(phase.goals) <= 4
        assert 6 <= kinds.count("activity") <= 12
        assert 2 <= kinds.count("quick_win") <= 3
        assert 4 <= kinds.count("deliverable") <= 6
        assert 2 <= kinds.count("meeting") <= 3


def test_the_shipped_plan_says_why_who_and_what_comes_of_it():
    items = [
        item
        for phase in read_plan([decode(SHIPPED.name, SHIPPED.read_bytes())]).phases
        for item in phase.items
    ]
    assert all(item.why and item.owners for item in items if item.kind == "activity")
    assert all(item.effort and item.body for item in items if item.kind == "quick_win")
    assert all(item.owners or item.everyone for item in items if item.kind == "deliverable")
    assert all(item.who and item.outcome for item in items if item.kind == "meeting")


def test_the_shipped_plan_names_practices_of_the_shipped_model():
    model = yaml.safe_load((ROOT / "maturity/catalogue/waymark-engineering.yaml").read_text())
    known = {practice["key"] for dimension in model["dimensions"] for practice in dimension["practices"]}
    items = [
        item
        for phase in read_plan([decode(SHIPPED.name, SHIPPED.read_bytes())]).phases
        for item in phase.items
    ]
    named = {item.practice_key for item in items if item.practice_key}
    assert len(named) > 10
    assert named <= known


def test_the_worked_example_of_the_documentation_is_read_as_it_says():
    plan = comes_back(SourceFile("example.md", worked_example()))
    assert plan.warnings == ()
    (phase,) = plan.phases
    assert (plan.title, phase.title, phase.first_week, phase.last_week) == (
        "First month",
        "Get to know the place",
        1,
        2,
    )
    assert [item.kind for item in phase.items].count("activity") == 3
    assert plan.roles == ("Me", "Engineer A")


@pytest.mark.parametrize("path", CATALOGUE, ids=lambda path: path.stem)
def test_every_shipped_plan_reads_without_a_warning_and_names_practices_of_the_model(path):
    plan = comes_back(decode(path.name, path.read_bytes()))
    items = [item for phase in plan.phases for item in phase.items]
    model = yaml.safe_load((ROOT / "maturity/catalogue/waymark-engineering.yaml").read_text())
    known = {practice["key"] for dimension in model["dimensions"] for practice in dimension["practices"]}
    assert plan.warnings == ()
    assert "Me" in plan.roles
    assert {item.practice_key for item in items} - {""} <= known
    assert all(item.why and item.owners for item in items if item.kind == "activity")


@pytest.mark.parametrize("path", CATALOGUE, ids=lambda path: path.stem)
def test_whatever_a_shipped_plan_dates_falls_into_its_phase(path):
    for phase in read_plan([decode(path.name, path.read_bytes())]).phases:
        for due in (item.due for item in phase.items if item.due):
            week = due.n if due.kind == "week_end" else (due.n + 4) // 5
            assert phase.first_week <= week <= phase.last_week


def test_the_other_shipped_plans_have_the_length_that_their_titles_say():
    weeks = {
        path.stem: [
            (phase.first_week, phase.last_week)
            for phase in read_plan([decode(path.name, path.read_bytes())]).phases
        ]
        for path in CATALOGUE
    }
    assert weeks["new-engineer-30-60-90"] == [(1, 4), (5, 8), (9, 13)]
    assert weeks["eight-week-study-plan"] == [(1, 2), (3, 4), (5, 6), (7, 8)]


@pytest.mark.skipif(
    not SOURCES.is_dir(), reason="no source documents: WAYMARK_SOURCE_DOCUMENTS names no folder that exists"
)
def test_source_documents_come_back_to_the_word():
    paths = sorted(path for path in SOURCES.iterdir() if path.suffix in {".md", ".txt"})
    assert paths
    for path in paths:
        comes_back(decode(path.name, path.read_bytes()))


@pytest.mark.skipif(
    not list(SOURCES.glob("004_*")), reason="the source documents with a plan are not at hand"
)
def test_the_plan_among_the_source_documents_is_understood():
    (path,) = SOURCES.glob("004_*")
    plan = comes_back(decode(path.name, path.read_bytes()))
    (phase,) = plan.phases
    items = {
        kind: [i for i in phase.items if i.kind == kind]
        for kind in ("activity", "quick_win", "deliverable", "meeting")
    }
    assert (phase.title, phase.first_week, phase.last_week) == ("Listen, Learn, Ship Quick Wins", 1, 2)
    assert {kind: len(found) for kind, found in items.items()} == {
        "activity": 14,
        "quick_win": 3,
        "deliverable": 10,
        "meeting": 3,
    }
    assert len(phase.goals) == 4
    assert [sum(role in i.owners for i in items["activity"]) for role in plan.roles] == [9, 3, 2]
    assert plan.roles == ("Me", "Engineer A", "Engineer B")
    assert [i.owners for i in items["deliverable"] if len(i.owners) > 1] == [("Me", "Engineer A")]
    assert sum(i.everyone for i in items["deliverable"]) == 1
    assert [i.body.count("```") for i in items["quick_win"]] == [0, 2, 2]
    assert plan.warnings == ()
