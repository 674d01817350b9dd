"""What a plan's Markdown is understood as: phases, sections, items, and the notes that everything else becomes."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from plans.document import (
    CountRange,
    Due,
    EffortRange,
    Goal,
    Note,
    PlanDocument,
    SourceFile,
    decode,
    read_plan,
    report,
    write_plan,
)
from tests.plans.documents import words

SAMPLES = Path(__file__).parent / "samples"


def sample(name):
    path = SAMPLES / f"{name}.md"
    return read_plan([decode(path.name, path.read_bytes())])


def read(text, name="plan.md"):
    return read_plan([SourceFile(name, text)])


def only_phase(text):
    (phase,) = read(text).phases
    return phase


def of(phase, kind):
    return [item for item in phase.items if item.kind == kind]


def test_a_file_for_one_phase_is_read_whole():
    plan = sample("one-phase")
    (phase,) = plan.phases
    assert (phase.label, phase.title, phase.first_week, phase.last_week) == ("Week 1-2", "Look around", 1, 2)
    assert plan.front_matter == "description: The first fortnight of a new platform lead"
    assert [goal.done for goal in phase.goals] == [False, False, True]
    assert [(item.owners, item.why) for item in of(phase, "activity")][-1] == (
        ("Platform engineer",),
        "Nobody has a picture",
    )
    assert plan.roles == ("Me", "Platform engineer")
    assert plan.warnings == ()


def test_a_pipe_in_a_cell_is_part_of_the_cell():
    (phase,) = sample("one-phase").phases
    assert phase.items[2].title == "Compare `a | b` in the logs"


def test_a_quick_win_keeps_its_code_whole():
    (phase,) = sample("one-phase").phases
    _, importer = of(phase, "quick_win")
    assert "```yaml\n# compose.yaml\nservices:\n  importer:\n\n    mem_limit: 512m\n```" in importer.body


def test_an_effort_is_the_sentence_that_begins_with_one():
    (phase,) = sample("one-phase").phases
    assert [item.effort for item in of(phase, "quick_win")] == [
        EffortRange(1, 2, "hours", "1-2 hours of work + review"),
        EffortRange(30, 45, "minutes", "30-45 minutes"),
    ]


def test_text_before_the_items_is_a_note_of_its_section():
    (phase,) = sample("one-phase").phases
    assert phase.notes == (
        Note("", "Part one of a longer plan. The [overview](overview.md) has the rest."),
        Note("", "Each of them fits into an afternoon.", "quick_wins"),
    )


def test_a_section_heading_with_a_week_dates_its_items():
    (phase,) = sample("one-phase").phases
    assert {item.due for item in of(phase, "quick_win")} == {Due("week_end", 1)}
    assert {item.due for item in of(phase, "deliverable")} == {None}


def test_owners_are_accountable_first_and_all_is_everyone():
    (phase,) = sample("one-phase").phases
    assert [(item.owners, item.everyone) for item in of(phase, "deliverable")] == [
        (("Platform engineer",), False),
        (("Me", "Platform engineer"), False),
        ((), True),
    ]


def test_a_plan_of_three_phases_has_its_title_and_its_notes():
    plan = sample("whole-plan")
    assert plan.title == "Ninety days in support"
    assert [(p.label, p.first_week, p.last_week) for p in plan.phases] == [
        ("Month 1", 1, 4),
        ("Phase 2 (weeks 5-8)", 5, 8),
        ("Days 61-90", 9, 13),
    ]
    assert plan.notes == (
        Note("", "For somebody new at the head of the support team."),
        Note("After the plan", "Go on holiday.", "", 2),
    )


def test_columns_set_owner_due_practice_and_extras():
    tasks = of(sample("whole-plan").phases[0], "activity")
    assert [task.owners for task in tasks] == [("Lead",), ("Lead", "Deputy"), ("Deputy",), ()]
    assert [task.due for task in tasks] == [
        Due("working_day", 8),
        Due("week_end", 2),
        Due("pinned", day=date(2026, 10, 5)),
        None,
    ]
    assert (tasks[2].practice_key, tasks[2].target_level) == ("golden-signals", 2)
    assert tasks[0].extras == (("Risk", "low"),)


def test_a_cell_that_is_no_date_is_kept_with_a_warning():
    plan = sample("whole-plan")
    assert of(plan.phases[0], "activity")[3].extras == (("When", "soon"),)
    (warning,) = plan.warnings
    assert (warning.file, warning.line) == ("whole-plan.md", 19)
    assert '"soon" is not understood' in warning.message


def test_the_body_of_a_list_entry_is_kept_as_it_stands():
    glossary = of(sample("whole-plan").phases[0], "deliverable")[1]
    assert glossary.done
    assert glossary.body == "With a sample entry:\n\n    Ticket: a question that somebody waits for"


def test_quick_wins_in_a_table_have_effort_and_check_marks():
    wins = of(sample("whole-plan").phases[1], "quick_win")
    assert [(w.title, w.effort.low, w.effort.unit, w.done) for w in wins] == [
        ("Greet by name", 10, "minutes", True),
        ("Close stale tickets", 2, "days", False),
    ]


def test_other_headings_of_a_phase_are_notes_with_their_depth():
    assert [(n.title, n.level) for n in sample("whole-plan").phases[1].notes] == [("Risks", 1), ("Plan B", 2)]


def test_attendees_stand_in_a_column_of_many_names():
    (meeting,) = of(sample("whole-plan").phases[2], "meeting")
    assert meeting.who == "All of support"


def test_bullets_are_items_and_sub_headings_their_owners():
    (phase,) = sample("bullets").phases
    assert [(i.title, i.owners, i.everyone) for i in of(phase, "activity")] == [
        ("Read every page of last week", ("Me", "Ana", "Ben"), False),
        ("Ask why", ("Me", "Ana", "Ben"), False),
        ("Go home on time", (), True),
        ("Who pays for the pager?", (), False),
    ]
    assert phase.items[0].body == "* with the person who took it"
    assert [item.title for item in of(phase, "quick_win")] == [
        "Mute the test environment",
        "Delete the dead dashboard",
    ]


def test_a_sub_heading_that_is_no_owner_is_a_note_with_a_warning():
    plan = sample("bullets")
    assert plan.phases[0].notes == (Note("Things: open questions", "", "activities", 2),)
    assert [warning.line for warning in plan.warnings] == [20]


def test_a_file_without_a_phase_is_notes_and_a_warning():
    plan = sample("no-phase")
    assert plan.phases == ()
    assert [(n.title, n.level) for n in plan.notes] == [
        ("", 0),
        ("Costs", 2),
        ("Later", 2),
        ("Much later", 3),
    ]
    assert plan.notes[1].body.endswith("    Topic: indented")
    (warning,) = plan.warnings
    assert "no phase was found" in warning.message


def test_oddities_are_read_or_kept():
    phase = sample("odd").phases[0]
    assert phase.title == "3 things #1 C #"
    assert [goal.text for goal in phase.goals] == ["One goal", "Another"]
    goal_notes = next(note.body for note in phase.notes if note.section == "goals")
    assert "[there]: https://example.org/there" in goal_notes
    assert "- and a detail of it" in goal_notes
    assert '~~~~ python\nprint("~~~")\n~~~~' in of(phase, "quick_win")[0].body
    assert of(phase, "quick_win")[1].extras == (("Colour", "green"),)
    assert [item.title for item in of(phase, "deliverable")] == ["only a date", "Thing", "Late thing"]
    assert ("Deliverables later", 1) in [(note.title, note.level) for note in phase.notes]


@pytest.mark.parametrize(
    ("heading", "weeks", "title"),
    [
        ("# Week 1-2: Listen", (1, 2), "Listen"),
        ("## Weeks 3–4", (3, 4), ""),
        ("### Weeks 3 to 4 — Stabilise", (3, 4), "Stabilise"),
        ("#### week 7", (7, 7), ""),
        ("# Month 2", (5, 8), ""),
        ("# Month 3: Scale", (9, 13), "Scale"),
        ("# Months 1-3", (1, 13), ""),
        ("# Days 1-30: Learn", (1, 4), "Learn"),
        ("# Days 31–60", (5, 8), ""),
        ("# Days 61-90", (9, 13), ""),
        ("# First 30 days: Learn", (1, 4), "Learn"),
        ("# Phase 2: Stabilise (weeks 3-4)", (3, 4), "Stabilise"),
        ("# Phase 3 (Month 2): Build", (5, 8), "Build"),
        ("# Phase 2: Weeks 3-4 - Stabilise", (3, 4), "Stabilise"),
        ("# Calm down (weeks 3-4)", (3, 4), "Calm down"),
    ],
)
def test_headings_that_name_weeks_open_phases(heading, weeks, title):
    phase = only_phase(heading)
    assert ((phase.first_week, phase.last_week), phase.title) == (weeks, title)


@pytest.mark.parametrize(
    "heading", ["# Weekly report", "# Week 1 was hard", "# Phase 2", "# Day 1", "# Goals (weeks 1-2)"]
)
def test_other_headings_open_none(heading):
    assert read(heading).phases == ()


def test_several_files_are_one_plan_in_the_order_of_weeks():
    late, early = SourceFile("a.md", "# Weeks 3-4: Later"), SourceFile("b.md", "# Weeks 1-2: Sooner")
    overview = SourceFile("readme.md", "# The plan\n\nWords.")
    plan = read_plan([late, overview, early])
    assert [phase.title for phase in plan.phases] == ["Sooner", "Later"]
    assert (plan.title, plan.notes) == ("The plan", (Note("", "Words."),))
    assert plan == read_plan([overview, early, late])


def test_a_second_title_is_a_note():
    plan = read_plan([SourceFile("a.md", "# One\n\n# Week 1"), SourceFile("b.md", "# Two\n\nWords.")])
    assert (plan.title, plan.notes) == ("One", (Note("Two", "Words.", "", 1),))


def test_overlapping_phases_are_a_warning_at_the_later_one():
    plan = read("# Weeks 1-4: A\n\n# Weeks 4-5: B")
    (warning,) = plan.warnings
    assert (warning.line, warning.message) == (
        3,
        'the weeks of "B" (Weeks 4–5) overlap with the weeks of "A" (Weeks 1–4)',
    )


def test_a_table_without_a_second_column_works():
    phase = only_phase("# Week 1\n## Deliverables\n| Deliverable |\n|---|\n| One |\n| Two |\n")
    assert [item.title for item in phase.items] == ["One", "Two"]


def test_a_table_with_nothing_to_do_in_it_is_a_note():
    plan = read("# Week 1\n## Meetings\n| Who | Outcome |\n|---|---|\n| All | x |\n")
    assert plan.phases[0].items == ()
    assert plan.phases[0].notes[0].body.startswith("| Who | Outcome |")
    assert len(plan.warnings) == 1


def test_goals_in_a_table_have_check_marks():
    phase = only_phase("# Week 1\n## Goals\n| Goal | Done |\n|---|---|\n| One | x |\n| Two | |\n")
    assert phase.goals == (Goal("One", done=True), Goal("Two"))


@pytest.mark.parametrize(
    "cells", ["yes, no", "x, open", "Done, [ ]", "[x], No", "YES, yes", "yes, [x]", "no, [ ]", "done, yes"]
)
@pytest.mark.parametrize(("section", "title"), [("Goals", "Goal"), ("Tasks", "Task"), ("Quick wins", "Fix")])
def test_the_words_of_a_done_column_come_back(section, title, cells):
    first, second = cells.split(", ")
    text = f"# Week 1\n## {section}\n| {title} | Done |\n|---|---|\n| One | {first} |\n| Two | {second} |\n"
    plan = read(text)
    assert replace(read(write_plan(plan)), warnings=()) == replace(plan, warnings=())
    assert words(text) <= words(write_plan(plan))


def test_columns_that_goals_cannot_have_leave_their_table_as_text():
    phase = only_phase("# Week 1\n## Goals\n| Goal | Objective |\n|---|---|\n| One | Two |\n")
    assert phase.goals == ()
    assert "| One | Two |" in phase.notes[0].body


@pytest.mark.parametrize("text", ["# two", "- two", "---", "[x] two", "~~~ two", "> two", "```"])
@pytest.mark.parametrize("done", [True, False])
def test_goals_that_look_like_something_else_stay_a_list(text, done):
    plan = only_phase("# Week 1\n")
    plan = PlanDocument(phases=(replace(plan, goals=(Goal("One"), Goal(text, done))),))
    written = write_plan(plan)
    assert "|" not in written
    assert read(written).phases[0].goals == plan.phases[0].goals


@pytest.mark.parametrize(
    ("title", "count"),
    [
        ("Shadow on-call for 2-3 rotations", CountRange(2, 3, "2-3 rotations")),
        ("Agree on 3–5 success metrics", CountRange(3, 5, "3–5 success metrics")),
        ("20-min 1:1s with 6 to 8 engineers", CountRange(6, 8, "6 to 8 engineers")),
        ("Identify top 10 flakiest tests", None),
        ("Prepare weeks 3-4 reports", None),
        ("Spend 2-3 hours", None),
        ("Save 10-20% costs", None),
        ("Fix Sev 1-2 incidents", None),
    ],
)
def test_a_title_counts_things_and_nothing_else(title, count):
    assert only_phase(f"# Week 1\n## Tasks\n- {title}\n").items[0].count == count


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("It fails after 6 hours.", None),
        ("Good. About 2 days.", "2 days"),
        ("```\n3 hours\n```", None),
        ("1-2 hours of work + testing.", "1-2 hours of work + testing"),
    ],
)
def test_only_sentences_that_begin_with_time_are_efforts(body, said):
    effort = only_phase(f"# Week 1\n## Quick wins\n### Fix\n\n{body}\n").items[0].effort
    assert (effort and effort.words) == said


def test_the_report_counts_what_was_understood():
    found = report(sample("one-phase"), "platform")
    assert found == {
        "plan": "platform",
        "phases": [
            {
                "title": "Look around",
                "weeks": [1, 2],
                "goals": 3,
                "activities": 4,
                "quick_wins": 2,
                "deliverables": 3,
                "meetings": 1,
                "notes": 2,
            }
        ],
        "roles": ["Me", "Platform engineer"],
        "warnings": [],
    }
