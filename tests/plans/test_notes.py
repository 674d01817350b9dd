"""Notes of a plan: writing them, who may, and that the plan comes back from its Markdown with them."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.decisions import ChangedSince, DomainError, Refused
from plans.document import SourceFile, canonical, comes_back, read_plan, write_plan
from plans.models import Note
from plans.queries.documents import document_of
from plans.queries.notes import notes_page
from plans.services.notes import add_note, edit_note, remove_note
from teams.models import Event
from tests import build
from tests.plans import building
from tests.plans.conftest import TODAY
from tests.plans.pages import people

CATALOGUE = sorted((Path(__file__).parents[2] / "plans" / "catalogue").glob("*.md"))
LINES = st.sampled_from(
    ["words", "- a", "- [x] b", "## Week 3", "# Goals", "| Activity | Owner |", "|---|---|", "| a | b |", "", "```",
     "~~~", "---", "> said", "1. one", "    code", "***", "Title\n===", "<b>b</b>", "\r", "### Deliverables", "**Me**"]
)  # fmt: skip


def added(plan, *, phase=None, title="How we work", body="Slowly, *surely*.", by=None):
    return add_note(plan=plan, phase=phase, title=title, body=body, by=by or plan.lead, now=build.NOW)


def read_again(plan):
    return read_plan([SourceFile("", write_plan(document_of(plan)))])


def test_who_may_change_items_may_write_notes_and_others_are_told_why(plan):
    for who, user in people(plan).items():
        if who in {"lead", "manager", "in a role", "team lead", "administrator"}:
            assert added(plan, title=f"Of {who}", by=user).pk
        else:
            with pytest.raises(Refused, match="may write its notes"):
                added(plan, by=user)


def test_a_finished_plan_keeps_its_notes_as_they_are(plan):
    note = added(plan)
    plan.finished_at = timezone.now()
    with pytest.raises(Refused, match="finished"):
        added(plan, title="Late")
    note.plan = plan
    with pytest.raises(Refused, match="finished"):
        edit_note(note=note, version=1, title="X", body="", by=plan.lead, now=build.NOW)
    with pytest.raises(Refused, match="finished"):
        remove_note(note=note, version=1, by=plan.lead, now=build.NOW)


def test_a_note_comes_last_in_its_place_and_twice_is_once(plan):
    phase = plan.phases.last()
    for place in (None, phase):
        before = plan.notes.filter(phase=place).count()
        note, again = added(plan, phase=place), added(plan, phase=place)
        assert note == again
        assert plan.notes.filter(phase=place).count() == before + 1
        assert plan.notes.filter(phase=place).last() == note
    assert Event.objects.filter(verb="added a note to").count() == 2


@pytest.mark.parametrize("title", ["Week 3", "Months 2-3: more", "  "])
def test_a_title_that_would_be_read_as_something_else_is_refused(plan, title):
    with pytest.raises(DomainError):
        added(plan, title=title)
    assert not plan.notes.filter(body="Slowly, *surely*.").exists()


def test_a_section_s_name_is_refused_in_a_phase_and_an_edit_cannot_slip_it_in(plan):
    note = added(plan, phase=plan.phases.first())
    with pytest.raises(DomainError, match="Word it otherwise"):
        edit_note(note=note, version=1, title="Goals", body="x", by=plan.lead, now=build.NOW)
    note.refresh_from_db()
    assert (note.title, note.version) == ("How we work", 1)


@pytest.mark.parametrize("path", CATALOGUE, ids=lambda path: path.stem)
def test_the_shipped_plans_come_back_with_notes_everywhere(db, path):
    plan = building.started(building.document(path))
    for phase in (None, *plan.phases.all()):
        added(
            plan,
            phase=phase,
            body="- a\n- [ ] b\n\n## A heading\n\n| Activity | Owner |\n|---|---|\n| a | Me |",
        )
    assert read_again(plan) == canonical(document_of(plan))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(LINES, max_size=8).map("\n".join), st.booleans())
def test_any_text_comes_back_word_for_word(plan, body, in_phase):
    phase = plan.phases.first() if in_phase else None
    note = added(plan, phase=phase, title="Kept", body=body)
    read = read_again(plan)
    notes = read.phases[0].notes if in_phase else read.notes
    assert (note.title, note.body) in [(each.title, each.body) for each in notes]
    assert comes_back(document_of(plan))
    note.delete()


def test_an_edit_counts_up_is_logged_and_says_nothing_twice(plan):
    note = added(plan)
    assert edit_note(note=note, version=1, title="Anew", body="Other\r\nwords", by=plan.lead, now=build.NOW)
    assert not edit_note(note=note, version=1, title="Anew", body="Other\nwords", by=plan.lead, now=build.NOW)
    kept = Note.objects.get(pk=note.pk)
    assert (kept.title, kept.body, kept.version) == ("Anew", "Other\nwords", 2)
    event = Event.objects.get(verb="edited a note of")
    assert (event.subject_id, event.team, event.detail["title"]) == (note.pk, plan.team, "Anew")


def test_the_second_of_two_is_told_who_was_first(plan):
    note, emil = added(plan), plan.roles.get(name="Engineer A").person
    edit_note(note=Note.objects.get(pk=note.pk), version=1, title="First", body="", by=emil, now=build.NOW)
    with pytest.raises(ChangedSince, match="Emil Aalto edited a note of this plan"):
        edit_note(note=note, version=1, title="Second", body="", by=plan.lead, now=build.NOW)
    with pytest.raises(ChangedSince):
        remove_note(note=note, version=1, by=plan.lead, now=build.NOW)
    assert Note.objects.get(pk=note.pk).title == "First"


def test_what_was_removed_is_gone_once_and_its_words_are_in_the_log(plan):
    note = added(plan)
    for _ in range(2):
        remove_note(note=note, version=1, by=plan.lead, now=build.NOW)
    assert not plan.notes.filter(pk=note.pk).exists()
    assert Event.objects.get(verb="removed a note from").detail["body"] == "Slowly, *surely*."
    with pytest.raises(ChangedSince, match="removed a note"):
        edit_note(note=note, version=1, title="X", body="", by=plan.lead, now=build.NOW)


def test_a_note_without_a_heading_keeps_standing_without_one(plan):
    note = plan.notes.filter(level=0).first()
    edit_note(note=note, version=1, title="A title", body="Other words", by=plan.lead, now=build.NOW)
    kept = Note.objects.get(pk=note.pk)
    assert (kept.title, kept.body, kept.level) == ("", "Other words", 0)
    with pytest.raises(DomainError, match="or remove the note"):
        edit_note(note=note, version=2, title="", body=" \n", by=plan.lead, now=build.NOW)


def test_what_was_written_without_a_plan_s_title_comes_back(db):
    plan = building.started(building.text_document("## Weeks 1-2: All\n\n### Activities\n\n- One\n"))
    type(plan).objects.filter(pk=plan.pk).update(title="")
    plan.refresh_from_db()
    added(plan)
    added(plan, phase=plan.phases.first())
    assert read_again(plan) == canonical(document_of(plan))


def test_statements_do_not_grow_with_the_notes(plan):
    counts = []
    for n in range(2):
        with CaptureQueriesContext(connection) as captured:
            page = notes_page(plan, today=TODAY)
        assert page.total == plan.notes.count()
        counts.append(len(captured))
        Note.objects.bulk_create(
            Note(plan=plan, title=f"N {each}", level=2, position=100 * n + each) for each in range(50)
        )
    assert counts == [2, 2]
