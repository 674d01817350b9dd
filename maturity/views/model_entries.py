"""Forms of a draft's practices, dimensions and own words, and the live preview of a practice."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from common.decisions import ChangedSince
from common.pages import render_page
from maturity.forms.model_versions import EntryForm, PracticeForm
from maturity.queries.model_files import model_file
from maturity.queries.model_versions import outlined_levels
from maturity.services.model_drafts import InvalidEdit
from maturity.views.model_drafts import draft_to_edit
from maturity.views.model_edits import Editing, details_editing, dimension_editing, practice_editing


@require_http_methods(["GET", "HEAD", "POST"])
def add_practice(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """A new practice; `?dimension=` chooses where it goes."""
    version = draft_to_edit(request, key, number)
    return _edited(request, practice_editing(request, version))


@require_http_methods(["GET", "HEAD", "POST"])
def edit_practice(request: HttpRequest, key: str, number: int, entry: str) -> HttpResponse:
    version = draft_to_edit(request, key, number)
    return _edited(request, practice_editing(request, version, entry))


@require_http_methods(["GET", "HEAD", "POST"])
def add_dimension(request: HttpRequest, key: str, number: int) -> HttpResponse:
    version = draft_to_edit(request, key, number)
    return _edited(request, dimension_editing(request, version))


@require_http_methods(["GET", "HEAD", "POST"])
def edit_dimension(request: HttpRequest, key: str, number: int, entry: str) -> HttpResponse:
    version = draft_to_edit(request, key, number)
    return _edited(request, dimension_editing(request, version, entry))


@require_http_methods(["GET", "HEAD", "POST"])
def edit_details(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """The model's name, its summary and the names of its levels."""
    version = draft_to_edit(request, key, number)
    return _edited(request, details_editing(request, version))


@require_POST
def preview(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """The card that an assessment would show for what stands in the form. Writes nothing."""
    version = draft_to_edit(request, key, number)
    form = PracticeForm(request.POST, file=model_file(version))
    return render_page(request, "maturity/model_preview.html", _card(form), partials=("preview",))


def _edited(request: HttpRequest, editing: Editing) -> HttpResponse:
    """The form; with POST saved, or shown again with what is wrong, or beside what somebody else made of it."""
    if request.method != "POST":
        return _shown(request, editing, editing.made(None))
    form = editing.made(request.POST)
    if "preview" in request.POST:
        return _shown(request, editing, form)
    if not form.is_valid():
        return _shown(request, editing, form, status=422)
    try:
        editing.save(form, form.cleaned_data["opened"])
    except ChangedSince as error:
        return _contested(request, editing, form, error.message)
    except InvalidEdit as error:
        form.add_error(error.field or None, error.message)
        return _shown(request, editing, form, status=422)
    messages.success(request, "Saved in the draft.")
    version = editing.version
    page = reverse("model_version", args=(version.model.key, version.number))
    return redirect(f"{page}#{editing.anchor(form)}")


def _contested(request: HttpRequest, editing: Editing, form: EntryForm, message: str) -> HttpResponse:
    """Both wordings; what was typed stays in the form, which now knows what it would replace."""
    posted = request.POST.copy()
    posted["opened"] = editing.mark
    disagreements = [
        (form.fields[name].label or form[name].label, editing.stored.get(name, ""), typed)
        for name in form.fields
        if name != "opened"
        and (typed := _tidy(form.data.get(name, ""))) != _tidy(editing.stored.get(name, ""))
    ]
    context = {"contested": message, "disagreements": disagreements, "is_gone": not editing.stored}
    return _shown(request, editing, editing.made(posted), context, status=409)


def _shown(
    request: HttpRequest,
    editing: Editing,
    form: EntryForm,
    more: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "version": editing.version,
        "form": form,
        "heading": editing.heading,
        "contested": "",
        "disagreements": (),
        "is_gone": False,
        **(_card(form) if isinstance(form, PracticeForm) else {}),
        **(more or {}),
    }
    return render_page(request, editing.template, context, status=status)


def _card(form: PracticeForm) -> dict[str, Any]:
    """What `model_preview.html` shows of what stands in the form, right or wrong."""

    def said(name: str) -> str:
        return " ".join(str(form.data.get(name, "") if form.is_bound else form.initial.get(name, "")).split())

    scale = form.file.scale
    criteria = [said(f"level_{level}") for level in range(len(scale))]
    return {
        "card_title": said("title"),
        "card_why": said("why"),
        "card_levels": outlined_levels(scale, criteria),
        "card_reading": [
            said(title.name) for title, url in form.references if said(title.name) and said(url.name)
        ],
    }


def _tidy(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.strip().splitlines())
