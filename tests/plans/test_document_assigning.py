"""Where a plan was read, line by line, and headings that are made to say something else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.document import DocumentError, SourceFile, read_plan, read_with_marks, write_plan
from plans.document.assigning import Assignment, assign, headings_in
from plans.document.understood import understood
from tests.plans.documents import PIECES, plans, words

texts = st.lists(st.sampled_from(PIECES), min_size=1, max_size=25).map("\n".join)
weeks = st.builds("{}-{}".format, st.integers(1, 3), st.integers(3, 9))


def reading(text):
    files = [SourceFile("plan.md", text)]
    return files, read_with_marks(files)


def readable(text):
    try:
        return reading(text)
    except DocumentError:
        return None


def saying(text):
    """The lines of a text that are neither blank nor a rule."""
    return [line.rstrip() for line in text.split("\n") if line.strip(" -*_")]


def assigned(text, line, meaning, weeks=""):
    files, read = reading(text)
    (file,) = assign(files, read.marks, {("plan.md", line): Assignment(meaning, weeks)})
    return file.text


@given(texts)
def test_every_line_that_says_anything_is_shown_once_and_in_order(text):
    if found := readable(text):
        shown = "\n".join(block.text for file in understood(*found) for block in file.blocks)
        assert saying(shown) == saying(text)


@given(plans())
def test_every_goal_and_item_of_a_plan_is_marked_where_it_stands(plan):
    _, read = reading(write_plan(plan))
    marked = [mark for mark in read.marks if mark.read]
    assert len(marked) == sum(len(phase.goals) + len(phase.items) for phase in read.document.phases)


@given(texts, st.data())
def test_any_heading_becomes_what_it_may_be_and_no_word_is_lost(text, data):
    found = readable(text)
    headings = list(headings_in(found[1].marks)) if found else []
    if not headings:
        return
    heading = data.draw(st.sampled_from(headings))
    meaning = data.draw(st.sampled_from(heading.choices))
    files, read = found
    place = ("plan.md", heading.mark.line)
    (changed,) = assign(files, read.marks, {place: Assignment(meaning, data.draw(weeks))})
    assert changed.text.count("\n") == text.count("\n")
    again = readable(changed.text)
    if again is None:
        return  # a phase may take in what only outside of phases was no broken table
    (now,) = [each for each in headings_in(again[1].marks) if each.mark.line == heading.mark.line]
    # A phase at the top of a file is its title once it is no phase.
    assert now.meaning in {meaning, "title"}
    if meaning == heading.meaning:
        assert changed.text.split("\n") == text.split("\n")
    assert words(heading.mark.words) - words(changed.text) <= words(
        "Note Goals Activities Quick wins Deliverables Meetings"
    )


@pytest.mark.parametrize(
    ("heading", "meaning", "written"),
    [
        ("## Things to try", "activities", "## Activities: Things to try"),
        ("## Things to try ##", "quick_wins", "## Quick wins: Things to try"),
        ("## Goals", "note", "## Note: Goals"),
        ("## Quick wins (week 1)", "note", "## Note: Quick *wins (week 1)*"),
        ("## Quick wins", "goals", "## Goals: Quick *wins*"),
        ("## Note: Goals", "goals", "## Goals"),
        ("## Activities: Try", "meetings", "## Meetings: Try"),
        ("Things to try\n---", "goals", "## Goals: Things to try\n"),
        ("# Background", "phase", "# Weeks 3–4: Background"),
    ],
)
def test_the_words_of_a_heading_say_what_it_became(heading, meaning, written):
    text = f"# Week 1: Look\n\n{heading}\n\n- One\n"
    assert assigned(text, 3, meaning, "3-4") == f"# Week 1: Look\n\n{written}\n\n- One\n"


def test_a_phase_becomes_a_note_of_the_plan():
    text = assigned("# Learn (weeks 1-2)\n\n## Goals\n\n- One\n", 1, "note")
    assert text.startswith("# Note: *Learn (weeks 1-2)*")
    assert read_plan([SourceFile("plan.md", text)]).phases == ()


def test_a_topic_inside_a_section_rises_to_become_one():
    text = "# Week 1\n\n## Activities\n\n- A\n\n### Topic: results\n\n- B\n"
    plan = read_plan([SourceFile("plan.md", assigned(text, 7, "deliverables"))])
    assert [item.kind for item in plan.phases[0].items] == ["activity", "deliverable"]


@pytest.mark.parametrize("said", ["", "soon", "4-3", "0", "99-200"])
def test_weeks_that_cannot_be_name_file_and_line(said):
    with pytest.raises(DocumentError, match=r"^plan\.md:3: "):
        assigned("# Week 1\n\n## More\n", 3, "phase", said)


def test_what_a_heading_cannot_be_leaves_it_alone():
    text = "# Week 1\n\n## Goals\n"
    assert assigned(text, 3, "owner") == assigned(text, 1, "goals") == assigned(text, 9, "goals") == text
