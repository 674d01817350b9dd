"""Versions of models: the list, one of them, what it changes, its export, and publishing it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.pages import render_page
from maturity.catalogue_file import write_model
from maturity.model_change_words import told_dimension, told_model, told_practice
from maturity.model_changes import ModelChanges
from maturity.model_effect import effects
from maturity.models import ModelVersion
from maturity.policies import may_load_model, sees_model_drafts
from maturity.queries.model_effect import newest_answers
from maturity.queries.model_files import model_file
from maturity.queries.model_versions import (
    VersionPage,
    cycles_asking,
    find_version,
    listed_models,
    version_page,
)
from maturity.services.model_versions import publish_version, retire_version, why_not_publish, why_not_retire
from teams.signed_in import person


@require_safe
def list_models(request: HttpRequest) -> HttpResponse:
    user = person(request)
    context = {"models": listed_models(with_drafts=sees_model_drafts(user)), "may": may_load_model(user)}
    return render_page(request, "maturity/model_list.html", context)


@require_safe
def show_version(request: HttpRequest, key: str, number: int) -> HttpResponse:
    return show(request, visible_version(request, key, number))


@require_safe
def show_changes(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """The difference to the version before."""
    page = version_page(visible_version(request, key, number))
    return render_page(request, "maturity/model_changes.html", changes_context(request, page))


@require_safe
def export(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """The version's file: read again, it is the same version."""
    version = visible_version(request, key, number)
    response = HttpResponse(write_model(model_file(version)), content_type="text/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{key}-{number}.yaml"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """What publishing would change, for whom, and the button that does it."""
    version = visible_version(request, key, number)
    if request.method == "POST":
        opened = request.POST.get("opened", "")
        publish_version(version=version, opened=opened, by=person(request), now=timezone.now())
        messages.success(request, f"Version {number} is published and frozen. The next cycle asks it.")
    if not version.is_draft:
        return redirect("model_version", key, number)
    page = version_page(version)
    context = changes_context(request, page) | {
        "effects": effects(page.file, newest_answers()),
        "problem": why_not_publish(version),
    }
    return render_page(request, "maturity/model_publish.html", context)


@require_POST
def retire(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Take a published version out of use."""
    version = visible_version(request, key, number)
    retire_version(version=version, by=person(request), now=timezone.now())
    messages.success(request, f"Version {number} is retired: no cycle can be opened with it.")
    return redirect("model_version", key, number)


def show(request: HttpRequest, version: ModelVersion) -> HttpResponse:
    """The version's page, or its outline alone where an edit swaps that."""
    may = may_load_model(person(request))
    context = {
        "page": version_page(version),
        "version": version,
        "may": may,
        "may_edit": bool(may) and version.is_draft,
        "cycles": cycles_asking(version),
        "problem": why_not_publish(version) if version.is_draft else "",
        "keeps": "" if version.is_draft else why_not_retire(version),
    }
    return render_page(request, "maturity/model_version.html", context, partials=("outline",))


def visible_version(request: HttpRequest, key: str, number: int) -> ModelVersion:
    """Http404 for a draft where the person sees none."""
    version = find_version(key, number)
    if version.is_draft and not sees_model_drafts(person(request)):
        raise Http404("There is no such version.")
    return version


def changes_context(request: HttpRequest, page: VersionPage) -> dict[str, Any]:
    told = told_changes(page.changes) if page.changes else {}
    return {"page": page, "version": page.version, "may": may_load_model(person(request)), **told}


def told_changes(changes: ModelChanges) -> dict[str, Any]:
    """The difference in words, as `model_difference.html` shows it."""
    scale = changes.after.scale
    return {
        "changes": changes,
        "own_words": told_model(changes),
        "reworded": [told_practice(change, scale) for change in changes.reworded],
        "kept": [told_practice(change, scale) for change in changes.changed_kept],
        "dimensions": [told_dimension(change) for change in changes.changed_dimensions],
    }
