"""Notes that are kept to the people of a plan: who reads them, and that they leave it on no other way."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from common.decisions import Refused
from plans.models import Note, Plan
from plans.queries.documents import document_of
from plans.queries.handover import handover_page
from plans.queries.notes import notes_page
from plans.queries.phases import phases_page
from plans.reminders import MailKind
from plans.services.notes import add_note, edit_note, remove_note
from plans.services.week_letter import week_letter
from teams.models import Event
from tests import build
from tests.addresses import of_plans, of_teams
from tests.addresses.asked import ROLES
from tests.plans.conftest import TODAY
from tests.plans.pages import people

SECRET = "Zwetschgenwasser"
THEIRS = {"lead", "manager", "in a role"}
SHOWN_ON = {"plan_notes", "plan_phases", "plan_handover"}

pytestmark = pytest.mark.django_db


def keep(plan, *, phase=None, by=None):
    words = f"Told in trust: {SECRET}."
    return add_note(
        plan=plan, phase=phase, title=f"On {SECRET}", body=words, kept=True, by=by or plan.lead, now=build.NOW
    )


def says_it(answer) -> bool:
    return SECRET.encode() in b"".join(answer)


def test_of_those_who_write_notes_only_the_plan_s_people_keep_one_to_themselves(plan):
    for who, user in people(plan).items():
        if who in THEIRS:
            assert keep(plan, by=user).kept
        else:
            with pytest.raises(Refused):
                keep(plan, by=user)


def test_who_leads_the_team_but_is_not_in_the_plan_neither_edits_nor_removes_one(plan):
    note, team_lead = keep(plan), people(plan)["team lead"]
    with pytest.raises(Refused, match="kept to the plan's people"):
        edit_note(note=note, version=1, title="X", body="", kept=False, by=team_lead, now=build.NOW)
    with pytest.raises(Refused, match="kept to the plan's people"):
        remove_note(note=note, version=1, by=team_lead, now=build.NOW)
    assert Note.objects.get(pk=note.pk).version == 1


def test_a_note_is_kept_and_opened_again_and_that_is_a_change(plan):
    note = add_note(plan=plan, phase=None, title="Open", body="", by=plan.lead, now=build.NOW)
    by_lead = {"title": "Open", "body": "", "by": plan.lead, "now": build.NOW}
    assert edit_note(note=note, version=1, kept=True, **by_lead)
    assert not edit_note(note=note, version=1, kept=True, **by_lead)
    assert edit_note(note=note, version=2, kept=False, **by_lead)
    assert Note.objects.get(pk=note.pk).kept is False


def test_queries_and_files_have_it_only_where_they_are_told_so(plan):
    keep(plan)
    keep(plan, phase=plan.phases.first())
    for query in (notes_page, phases_page, handover_page):
        assert SECRET not in repr([note.title for note in notes_in(query(plan, today=TODAY))])
        assert SECRET in repr([note.title for note in notes_in(query(plan, today=TODAY, kept=True))])
    assert SECRET not in repr(document_of(plan))
    assert SECRET in repr(document_of(plan, kept=True))


def notes_in(page):
    if hasattr(page, "groups"):
        return [note.row for group in page.groups for note in group.notes]
    of_phases = [
        (*phase.opening, *phase.closing) for phase in getattr(page, "phases", ()) if hasattr(phase, "opening")
    ]
    return [*page.notes, *(note for notes in of_phases for note in notes)]


def test_the_log_says_that_there_was_one_and_not_what_it_said(plan):
    note = keep(plan)
    edit_note(note=note, version=1, title=f"{SECRET}!", body=SECRET, kept=True, by=plan.lead, now=build.NOW)
    remove_note(note=note, version=2, by=plan.lead, now=build.NOW)
    events = Event.objects.filter(subject_type="plans.note")
    assert {event.verb for event in events} == {"added a note to", "edited a note of", "removed a note from"}
    assert SECRET not in repr(list(events.values()))
    assert {event.subject for event in events} == {"A note kept to the plan's people"}


def test_files_from_the_command_line_do_not_have_it(plan, tmp_path):
    keep(plan)
    out = StringIO()
    call_command("export_plan", plan.slug, stdout=out)
    call_command("export_plan", plan.slug, "--output", str(tmp_path / "out.md"))
    assert SECRET not in out.getvalue() + (tmp_path / "out.md").read_text()


@pytest.mark.parametrize("who", ["lead", "in a role", "manager"])
def test_the_plan_s_people_read_it_with_its_mark(client, plan, who):
    reader = people(plan)[who]
    note = keep(plan)
    client.force_login(reader)
    for name in ("plan_notes", "plan_phases", "plan_handover"):
        html = client.get(reverse(name, args=[plan.slug])).content.decode()
        assert SECRET in html, name
        assert html.count("kept to the plan’s people</span>") == 1, name
    form = client.get(reverse("plan_note", args=[plan.slug, note.pk])).content.decode()
    assert 'name="kept"' in form
    assert "checked" in form


@pytest.mark.parametrize("who", ["team lead", "administrator", "leadership"])
def test_to_others_who_see_the_plan_there_is_no_such_note_and_no_such_choice(client, plan, who):
    reader = people(plan)[who]
    note = keep(plan)
    client.force_login(reader)
    for name, data in (("plan_note", {"title": "X", "version": 1}), ("plan_note_remove", {"version": 1})):
        assert client.post(reverse(name, args=[plan.slug, note.pk]), data).status_code == 404
    assert client.get(reverse("plan_note", args=[plan.slug, note.pk])).status_code == 404
    if who != "leadership":
        adding = reverse("plan_note_add", args=[plan.slug])
        assert 'name="kept"' not in client.get(adding).content.decode()
        assert client.post(adding, {"title": "Mine", "kept": "on"}).status_code == 302
        assert not Note.objects.get(title="Mine").kept


def test_it_is_kept_by_the_form_and_opened_by_it(client, plan):
    client.force_login(plan.lead)
    client.post(reverse("plan_note_add", args=[plan.slug]), {"title": "Mine", "kept": "on"})
    note = Note.objects.get(title="Mine")
    assert note.kept
    client.post(reverse("plan_note", args=[plan.slug, note.pk]), {"title": "Mine", "version": 1})
    assert not Note.objects.get(pk=note.pk).kept


def test_who_opened_the_form_before_it_was_kept_is_not_told_what_it_says(client, plan):
    team_lead = people(plan)["team lead"]
    note = add_note(plan=plan, phase=None, title="Open", body="", by=plan.lead, now=build.NOW)
    edit_note(note=note, version=1, title=SECRET, body="", kept=True, by=plan.lead, now=build.NOW)
    client.force_login(team_lead)
    answer = client.post(reverse("plan_note", args=[plan.slug, note.pk]), {"title": "Other", "version": 1})
    assert answer.status_code == 404
    assert not says_it(answer)


@pytest.mark.parametrize("role", ROLES)
def test_no_address_gives_it_to_anybody_else(organisation, role):
    for slug in ("plan", "finished", "measured"):
        plan = Plan.objects.get(slug=organisation.words[slug])
        Note.objects.create(plan=plan, title=SECRET, body=f"*{SECRET}*", kept=True, level=2, position=99)
    browser, pages = organisation.browser(role), (*of_plans.PAGES, *of_teams.PAGES)
    showing = {page.name for page in pages if says_it(browser.get(organisation.path(page)))}
    assert showing == (SHOWN_ON if role in THEIRS else set())


def test_mail_about_a_week_does_not_have_it(plan):
    keep(plan)
    letter = week_letter(plan.lead, MailKind.DIGEST, datetime(2026, 9, 7, 7, tzinfo=UTC))
    assert letter is not None
    assert SECRET not in repr(letter)
