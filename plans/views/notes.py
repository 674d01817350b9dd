"""Notes of a started plan, and writing them. What is typed is never lost: the second of two writers gets it back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.days import organisation_day
from common.decisions import ChangedSince, DomainError, Refused
from common.pages import render_page
from plans.forms.notes import NoteEditForm, NoteForm, NoteRemovalForm
from plans.models import Note, Plan
from plans.policies import may_read_kept_notes, may_tick, may_write_notes
from plans.queries.notes import note_view, notes_page
from plans.queries.visible import visible_notes, visible_plan
from plans.services.notes import add_note, edit_note, remove_note
from teams.signed_in import person


@require_safe
def plan_notes(request: HttpRequest, slug: str) -> HttpResponse:
    user = person(request)
    plan, in_plan = visible_plan(user, slug, Plan.Kind.STARTED)
    kept = may_read_kept_notes(user, plan, in_plan=in_plan)
    page = notes_page(plan, today=organisation_day(), kept=bool(kept))
    context = {
        "plan": plan,
        "page": page,
        "clock": page.clock,
        "may_tick": may_tick(user, plan, in_plan=in_plan),
        "may_write": may_write_notes(user, plan, in_plan=in_plan),
    }
    return render_page(request, "plans/notes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def plan_note_add(request: HttpRequest, slug: str) -> HttpResponse:
    plan, _ = visible_plan(person(request), slug, Plan.Kind.STARTED)
    may_write_notes(person(request), plan).require()
    may_keep = may_read_kept_notes(person(request), plan)
    form = NoteForm(request.POST if request.method == "POST" else None, plan=plan, may_keep=may_keep)
    if not form.is_valid():
        return _show(request, plan, form, status=422 if form.is_bound else 200)
    try:
        note = add_note(plan=plan, **form.cleaned_data, by=person(request), now=timezone.now())
    except Refused:
        raise
    except DomainError as error:
        form.add_error(None, error.message)
        return _show(request, plan, form, status=422)
    return _back(note)


@require_http_methods(["GET", "HEAD", "POST"])
def plan_note(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    note = _visible_note(request, slug, pk)
    may_write_notes(person(request), note.plan).require()
    may_keep = may_read_kept_notes(person(request), note.plan)
    form = NoteEditForm(request.POST if request.method == "POST" else None, note=note, may_keep=may_keep)
    if not form.is_valid():
        return _show(request, note.plan, form, note=note, status=422 if form.is_bound else 200)
    try:
        edit_note(note=note, **{"title": "", **form.cleaned_data}, by=person(request), now=timezone.now())
    except Refused:
        raise
    except ChangedSince as error:
        return _contested(request, slug, pk, error)
    except DomainError as error:
        form.add_error(None, error.message)
        return _show(request, note.plan, form, note=note, status=422)
    return _back(note)


@require_POST
def plan_note_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    note = _visible_note(request, slug, pk)
    form = NoteRemovalForm(request.POST)
    if not form.is_valid():
        raise DomainError("This could not be read. Load the page again, then remove the note once more.")
    remove_note(note=note, version=form.cleaned_data["version"], by=person(request), now=timezone.now())
    return redirect("plan_notes", slug)


def _visible_note(request: HttpRequest, slug: str, pk: int) -> Note:
    user = person(request)
    plan, in_plan = visible_plan(user, slug, Plan.Kind.STARTED)
    notes = visible_notes(plan, kept=bool(may_read_kept_notes(user, plan, in_plan=in_plan)))
    note = get_object_or_404(notes.select_related("phase"), pk=pk)
    note.plan = plan
    return note


def _contested(request: HttpRequest, slug: str, pk: int, error: ChangedSince) -> HttpResponse:
    """The form as it was typed, beside what the note says by now. Saving it again is meant."""
    note = _visible_note(request, slug, pk)
    typed = request.POST.copy()
    typed["version"] = str(note.version)
    form = NoteEditForm(typed, note=note, may_keep=may_read_kept_notes(person(request), note.plan))
    return _show(request, note.plan, form, note=note, told=error.message, status=409)


def _show(
    request: HttpRequest, plan: Plan, form: NoteForm, *, note: Note | None = None, told: str = "", status: int
) -> HttpResponse:
    context: dict[str, Any] = {
        "plan": plan,
        "form": form,
        "note": note,
        "name": note_view(note).name if note else "",
        "told": told,
        "back": reverse("plan_notes", args=(plan.slug,)) + (f"#note-{note.pk}" if note else ""),
    }
    return render_page(request, "plans/note_form.html", context, status=status)


def _back(note: Note) -> HttpResponse:
    return redirect(f"{reverse('plan_notes', args=(note.plan.slug,))}#note-{note.pk}")
