"""Eight plans as people write them: by months, days or letters, in linked files, odd tables and mixed marks."""

from dataclasses import replace
from pathlib import Path

import pytest

from plans.document import SourceFile, canonical, decode, read_plan, read_with_marks, write_files, write_plan
from plans.document.understood import understood
from tests.plans.documents import words

SHAPES = sorted(path for path in (Path(__file__).parent / "shapes").iterdir() if path.is_dir())


def files_of(name):
    folder = next(path for path in SHAPES if path.name == name)
    return [decode(path.name, path.read_bytes()) for path in sorted(folder.glob("*.md"))]


def plan_of(name):
    return read_plan(files_of(name))


every_shape = pytest.mark.parametrize("name", [path.name for path in SHAPES])


@every_shape
def test_no_word_is_lost(name):
    exported = words(write_plan(plan_of(name)))
    written = set().union(*(words(file.text) for file in files_of(name)))
    assert written <= exported


@every_shape
def test_the_export_is_the_identical_plan_in_one_file_and_in_several(name):
    plan = replace(plan_of(name), warnings=())
    assert canonical(plan) == plan
    assert replace(read_plan([SourceFile("x.md", write_plan(plan))]), warnings=()) == plan
    apart = [SourceFile(file, text) for file, text in write_files(plan).items()]
    assert replace(read_plan(apart), warnings=()) == plan


@every_shape
def test_the_order_of_the_files_does_not_matter(name):
    assert read_plan(files_of(name)[::-1]) == plan_of(name)


@every_shape
def test_every_line_is_shown_beside_what_it_was_understood_as(name):
    files = files_of(name)
    shown = understood(files, read_with_marks(files))
    for file, each in zip(sorted(files, key=lambda file: file.name != shown[0].name), shown, strict=False):
        assert file.name in {one.name for one in shown}
        assert each.blocks
    texts = {each.name: "\n".join(block.text for block in each.blocks) for each in shown}
    for file in files:
        said = [line.strip() for line in file.text.split("\n") if line.strip(" -*_")]
        assert [line for line in said if line not in texts[file.name]] == []


def kinds(phase):
    found = [item.kind for item in phase.items]
    return {kind: found.count(kind) for kind in dict.fromkeys(found)}


def test_months_are_weeks_and_amounts_are_numbers():
    plan = plan_of("months")
    assert [(p.title, p.first_week, p.last_week) for p in plan.phases] == [
        ("Arrive", 1, 4),
        ("Choose", 5, 8),
        ("Hand back", 9, 13),
    ]
    assert [len(p.goals) for p in plan.phases] == [3, 2, 1]
    assert [kinds(p) for p in plan.phases] == [
        {"activity": 3, "deliverable": 2},
        {"activity": 3, "meeting": 2},
        {"deliverable": 2},
    ]
    talks = plan.phases[0].items[0]
    assert (talks.count.low, talks.count.high) == (8, 10)
    assert plan.roles == ("Me", "Finance partner", "Developer advocate")
    assert plan.front_matter.startswith("author: R. Okafor")


def test_days_with_boxes_are_phases_with_what_is_done():
    plan = plan_of("days")
    assert [(p.title, p.first_week, p.last_week) for p in plan.phases] == [
        ("Learn", 1, 4),
        ("Practise", 5, 8),
        ("Lead", 9, 13),
    ]
    learn, practise, _ = plan.phases
    assert [item.done for item in learn.items] == [True, False, False, False]
    assert "lab-3: its USB hub" in learn.items[2].body
    assert [item.owners for item in practise.items if item.kind == "activity"] == [("Me",)] * 2 + [
        ("Test engineer",)
    ] * 2 + [()]
    assert [item.everyone for item in practise.items if item.kind == "activity"][-1]
    label = next(item for item in practise.items if item.kind == "quick_win")
    assert (label.effort.low, label.effort.high, label.effort.unit) == (2, 4, "hours")


def test_linked_files_are_one_plan_in_the_order_of_weeks():
    plan = plan_of("linked")
    assert plan.title == "Data team: a lead's first eight weeks"
    assert [(p.first_week, p.last_week) for p in plan.phases] == [(1, 2), (3, 6), (7, 8)]
    assert "images/flow.png" in write_plan(plan)
    assert [kinds(p) for p in plan.phases] == [
        {"activity": 3, "meeting": 2},
        {"quick_win": 3, "deliverable": 2},
        {"activity": 2},
    ]
    assert plan.roles == ("Me", "Data engineer", "Analyst")


def test_columns_by_other_names_are_understood_and_unknown_ones_kept():
    inventory, gaps = plan_of("tables").phases
    assert [goal.done for goal in inventory.goals] == [True, False]
    hosts, owners, keys, *_ = inventory.items
    assert (hosts.count.low, hosts.count.high, hosts.effort.unit) == (40, 60, "days")
    assert dict(hosts.extras)["Risk | cost"] == "low"
    assert owners.owners == ("Champion", "Ops", "Legal")
    assert keys.effort.words == "1-2 weeks"
    assert (
        next(item.practice_key for item in inventory.items if item.kind == "deliverable")
        == "secrets-are-rotated"
    )
    assert kinds(gaps) == {"meeting": 2, "quick_win": 2}


def test_deep_headings_open_phases_and_diagrams_stay_whole():
    plan = plan_of("deep")
    assert [(p.title, p.first_week) for p in plan.phases] == [("Landing", 1), ("First change", 2)]
    landing, change = plan.phases
    assert kinds(landing) == {"activity": 3}
    assert "| laptop | --> | gateway | --> | repo |" in landing.items[1].body
    assert any("main -->|every hour| production" in note.body for note in landing.notes)
    assert kinds(change) == {"quick_win": 2, "deliverable": 2}
    assert [note.title for note in plan.notes if note.level] == [
        "Part II",
        "Onboarding",
        "Glossary",
        "Part III",
    ]


def test_cells_that_say_done_in_words_keep_them_and_boxes_beside_them_too():
    look, _ = plan_of("sprints").phases
    assert [goal.done for goal in look.goals] == [True, False, False, True]
    assert [note.body for note in look.notes if note.section == "goals"] == [
        "Objective\n\ndone\n\n`# of crashes` is agreed with support: maybe"
    ]
    assert [item.done for item in look.items] == [True, True, False, False, True, False, False, False]
    assert dict(look.items[3].extras) == {"By": "asap", "Done": "not yet", "R/A": "Everybody"}


def test_marks_of_every_kind_are_read_and_words_for_nobody_kept():
    first, second, third = plan_of("mixed").phases
    assert [goal.text for goal in first.goals] == [
        "Badge, laptop, VPN",
        "## is not a heading here",
        "> a quoted goal",
        "1. a numbered one",
    ]
    walk, racks, manual, ask, *_ = first.items
    assert [item.done for item in (walk, racks, manual, ask)] == [True, True, False, True]
    assert walk.owners == ("Shift lead", "Me")
    assert manual.owners == ()
    assert dict(manual.extras)["Owner(s)"] == "n/a"
    assert ask.everyone
    assert [item.done for item in second.items[:2]] == [True, False]
    assert third.goals[0].text == "学ぶ"


def test_letters_with_thirty_sixty_and_ninety_days_are_plans():
    plan = plan_of("letter")
    assert [(p.first_week, p.last_week) for p in plan.phases] == [(1, 4), (5, 8), (9, 13)]
    hello, two_fixes, _ = plan.phases
    assert [goal.text for goal in hello.goals][1:] == ["---", "~~~ is a fence, not a wave"]
    assert dict(hello.items[1].extras) == {"Count": "none", "Effort": "an hour a day"}
    assert [note.section for note in two_fixes.notes] == ["goals"]
    assert [item.done for item in two_fixes.items] == [False, False]
