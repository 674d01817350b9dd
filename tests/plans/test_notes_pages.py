"""The notes of a plan on their page, and the forms that write them."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from plans.models import Note, Phase, Plan
from plans.services.notes import add_note
from tests import build
from tests.plans import building
from tests.plans.pages import INSIDE, OUTSIDE, SEES, people, statements, text_of


def notes(plan):
    return reverse("plan_notes", args=(plan.slug,))


def page_of(note):
    return reverse("plan_note", args=(note.plan.slug, note.pk))


def removal(note):
    return reverse("plan_note_remove", args=(note.plan.slug, note.pk))


@pytest.fixture
def note(plan):
    words = "Slowly, but *surely*."
    return add_note(plan=plan, phase=None, title="How we work", body=words, by=plan.lead, now=build.NOW)


@pytest.fixture
def other(plan):
    """Another plan of the same people."""
    return building.start_another(plan, date(2026, 12, 7))


def test_who_sees_the_plan_reads_them_and_who_may_writes(client, plan, note):
    for who, user in people(plan).items():
        client.force_login(user)
        page = client.get(notes(plan))
        assert page.status_code == (SEES if who in INSIDE else OUTSIDE), who
        if who == "leadership":
            assert "may write its notes" in text_of(page)
            assert page_of(note) not in page.content.decode()
            refused = client.post(page_of(note), {"title": "X", "version": 1})
            assert refused.status_code == client.get(page_of(note)).status_code == 403
        elif who in INSIDE:
            assert page_of(note) in page.content.decode()


def test_every_note_is_there_and_in_the_contents(client, plan):
    client.force_login(plan.lead)
    html = client.get(notes(plan)).content.decode()
    for note in plan.notes.all():
        assert html.count(f'id="note-{note.pk}"') == 1
        assert html.count(f'href="#note-{note.pk}"') == 1


def test_what_people_wrote_cannot_run(client, plan, note):
    Note.objects.filter(pk=note.pk).update(
        title="<script>x</script>",
        body="<img src=x onerror=x> [a](javascript:x) <https://example.org> <style>*{}</style>",
    )
    client.force_login(plan.lead)
    html = client.get(notes(plan)).content.decode().split("<main")[1].split("</main")[0]
    for bad in ("<script", "<img", 'href="javascript:', "<style"):
        assert bad not in html
    assert 'href="https://example.org" rel="noopener noreferrer"' in html


def test_one_adds_a_note_to_a_phase(client, plan):
    client.force_login(plan.lead)
    address = reverse("plan_note_add", args=(plan.slug,))
    phase = plan.phases.first()
    assert "The whole plan" in client.get(address).content.decode()
    answer = client.post(address, {"phase": phase.pk, "title": "How we work", "body": "Slowly"})
    note = plan.notes.get(title="How we work")
    assert (note.phase, answer["Location"]) == (phase, f"{notes(plan)}#note-{note.pk}")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"title": "", "body": "Kept words"}, "This field is required."),
        ({"title": "Week 3", "body": "Kept words"}, "Word it otherwise."),
        ({"title": "x" * 301, "body": "Kept words"}, "at most 300"),
        ({"title": "X", "body": "Kept words", "phase": "0"}, "Select a valid choice"),
    ],
)
def test_a_note_that_cannot_be_leads_back_to_the_form_with_what_was_typed(client, plan, data, said):
    client.force_login(plan.lead)
    page = client.post(reverse("plan_note_add", args=(plan.slug,)), data)
    assert page.status_code == 422
    assert said in text_of(page).replace("&#x27;", "'")
    assert "Kept words" in text_of(page)


def test_a_phase_of_another_plan_is_no_choice(client, plan, other):
    client.force_login(plan.lead)
    data = {"phase": Phase.objects.filter(plan=other).first().pk, "title": "X"}
    assert client.post(reverse("plan_note_add", args=(plan.slug,)), data).status_code == 422


def test_one_edits_a_note_and_comes_back_to_it(client, plan, note):
    client.force_login(plan.lead)
    assert note.body[:20] in client.get(page_of(note)).content.decode()
    answer = client.post(page_of(note), {"title": "Anew", "body": "Other", "version": 1})
    assert answer["Location"] == f"{notes(plan)}#note-{note.pk}"
    assert "Anew" in text_of(client.get(notes(plan)))


def test_the_second_of_two_gets_back_what_they_typed_beside_what_stands(client, plan, note):
    client.force_login(plan.lead)
    client.post(page_of(note), {"title": "First", "body": "First words", "version": 1})
    page = client.post(page_of(note), {"title": "Second", "body": "Second words", "version": 1})
    assert page.status_code == 409
    said = text_of(page)
    assert "Priya Raman edited a note of this plan" in said
    assert "First words" in said
    assert "Second words" in said
    assert 'name="version" value="2"' in page.content.decode()
    assert client.post(page_of(note), {"title": "Second", "body": "S", "version": 2}).status_code == 302


def test_a_note_without_a_title_is_edited_without_one(client, plan):
    bare = plan.notes.filter(level=0).first()
    client.force_login(plan.lead)
    assert 'name="title"' not in client.get(page_of(bare)).content.decode()
    assert client.post(page_of(bare), {"body": "", "version": 1}).status_code == 422
    assert client.post(page_of(bare), {"body": "Words", "version": 1}).status_code == 302


def test_one_removes_what_one_has_read(client, plan, note):
    client.force_login(plan.lead)
    assert client.post(removal(note), {"version": 2}).status_code == 409
    assert client.post(removal(note)).status_code == 422
    assert client.post(removal(note), {"version": 1})["Location"] == notes(plan)
    assert client.get(page_of(note)).status_code == 404


def test_the_note_of_another_plan_is_not_there(client, plan, other, note):
    client.force_login(plan.lead)
    theirs = Note.objects.create(plan=other, title="Theirs", level=2, position=9)
    assert client.get(reverse("plan_note", args=(plan.slug, theirs.pk))).status_code == 404


def test_a_plan_without_notes_offers_the_first(client, db, today):
    plan = building.started(building.text_document("# P\n\n## Week 1: All\n\n### Activities\n\n- One\n"))
    client.force_login(plan.lead)
    page = client.get(notes(plan))
    assert "No notes yet" in text_of(page)
    assert reverse("plan_note_add", args=(plan.slug,)) in page.content.decode()


def test_notes_of_a_finished_plan_are_read_only(client, plan, note):
    Plan.objects.filter(pk=plan.pk).update(finished_at=timezone.now(), finished_by=plan.lead)
    client.force_login(plan.lead)
    page = client.get(notes(plan))
    assert "it stays as it is" in text_of(page)
    assert page_of(note) not in page.content.decode()
    assert client.post(page_of(note), {"title": "X", "version": 1}).status_code == 403


def test_statements_of_the_page_do_not_grow(client, plan):
    client.force_login(plan.lead)
    before = statements(client, notes(plan))
    Note.objects.bulk_create(Note(plan=plan, title=f"N {n}", level=2, position=100 + n) for n in range(50))
    assert statements(client, notes(plan)) == before
