"""What can be edited in a draft by a form: how the form is made, what it is compared with, and how it is saved."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone

from maturity.catalogue_file import ModelFile
from maturity.forms.model_versions import (
    DetailsForm,
    DimensionForm,
    EntryForm,
    PracticeForm,
    details_values,
    dimension_values,
    practice_values,
)
from maturity.model_editing import (
    find_dimension,
    find_practice,
    mark_of_details,
    mark_of_dimension,
    mark_of_practice,
)
from maturity.models import ModelVersion
from maturity.queries.model_files import model_file
from maturity.services.model_drafts import save_details, save_dimension, save_practice
from teams.signed_in import person


@dataclass(frozen=True)
class Editing:
    """A form of something in a draft. `made` makes it from what was posted; `stored` is what its fields would say now.

    `mark` is what the draft's entry has now (maturity.model_editing), `anchor` where the outline shows it.
    """

    version: ModelVersion
    file: ModelFile
    template: str
    heading: str
    made: Callable[..., EntryForm]
    save: Callable[[EntryForm, str], object]
    stored: Mapping[str, str]
    mark: str
    anchor: Callable[[EntryForm], str]


def practice_editing(request: HttpRequest, version: ModelVersion, key: str = "") -> Editing:
    """Without a key, of a new one. Http404 where a form is asked for something that the draft has not."""
    file = model_file(version)
    placed = find_practice(file, key)
    if key and placed is None and request.method != "POST":
        raise Http404("The draft has no such practice.")
    mark = mark_of_practice(file, key)

    def made(data: Any) -> PracticeForm:
        form = PracticeForm(data, file=file, placed=placed, key=key)
        form.initial.setdefault("dimension", request.GET.get("dimension", ""))
        form.initial["opened"] = mark
        return form

    def save(form: EntryForm, opened: str) -> object:
        return save_practice(
            draft=version,
            practice=form.entry,
            dimension=form.cleaned_data["dimension"],
            opened=opened,
            by=person(request),
            now=timezone.now(),
        )

    return Editing(
        version=version,
        file=file,
        template="maturity/model_practice.html",
        heading=placed.practice.title if placed else "Add a practice",
        made=made,
        save=save,
        stored=practice_values(placed) if placed else {},
        mark=mark,
        anchor=lambda form: f"practice-{form.entry.key}",
    )


def dimension_editing(request: HttpRequest, version: ModelVersion, key: str = "") -> Editing:
    """Without a key, of a new one. Http404 where a form is asked for something that the draft has not."""
    file = model_file(version)
    dimension = find_dimension(file, key)
    if key and dimension is None and request.method != "POST":
        raise Http404("The draft has no such dimension.")
    mark = mark_of_dimension(file, key)

    def made(data: Any) -> DimensionForm:
        form = DimensionForm(data, file=file, dimension=dimension, key=key)
        form.initial["opened"] = mark
        return form

    def save(form: EntryForm, opened: str) -> object:
        return save_dimension(
            draft=version, dimension=form.entry, opened=opened, by=person(request), now=timezone.now()
        )

    return Editing(
        version=version,
        file=file,
        template="maturity/model_words.html",
        heading=dimension.title if dimension else "Add a dimension",
        made=made,
        save=save,
        stored=dimension_values(dimension) if dimension else {},
        mark=mark,
        anchor=lambda form: f"dimension-{form.entry.key}",
    )


def details_editing(request: HttpRequest, version: ModelVersion) -> Editing:
    file = model_file(version)
    mark = mark_of_details(file)

    def made(data: Any) -> DetailsForm:
        form = DetailsForm(data, file=file)
        form.initial["opened"] = mark
        return form

    def save(form: EntryForm, opened: str) -> object:
        name, summary, scale = form.entry
        return save_details(
            draft=version,
            name=name,
            summary=summary,
            scale=scale,
            opened=opened,
            by=person(request),
            now=timezone.now(),
        )

    return Editing(
        version=version,
        file=file,
        template="maturity/model_words.html",
        heading="Name, summary and levels",
        made=made,
        save=save,
        stored=details_values(file),
        mark=mark,
        anchor=lambda _form: "main",
    )
