"""Importing a plan: files or text, then what they were understood as, and only then the template."""

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from common.decisions import DomainError, Refused
from common.pages import render_page
from plans.document import DocumentError, SourceFile
from plans.document.assigning import assign
from plans.forms.importing import SourceForm, TemplateForm, assignments, reviewed
from plans.policies import may_import
from plans.queries.importing import ImportPage, import_page, standing, suggested_slug
from plans.services.templates import SlugTaken, import_plan
from teams.signed_in import person

_SALT = "plans.import"
_TOLD = {
    "imported": "The template is there. Plans can be started from it.",
    "replaced": "The template is replaced.",
    "unchanged": "This template was there already, with the same content.",
}
CHANGED = "This is how it reads with your changes. Save it when it is right."
BROKEN = "This page came back incomplete. Choose the files again."


@require_http_methods(["GET", "HEAD", "POST"])
def plan_import(request: HttpRequest) -> HttpResponse:
    """The form; with files or text, the preview. Nothing is stored by either."""
    may_import(person(request)).require()
    if request.method != "POST":
        return _ask(request, SourceForm())
    form = SourceForm(request.POST, request.FILES)
    if not form.is_valid():
        return _ask(request, form, status=422)
    try:
        return _show(request, import_page(form.sources))
    except DocumentError as error:
        form.add_error(None, str(error))
        return _ask(request, form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def plan_import_review(request: HttpRequest) -> HttpResponse:
    """The preview with what was changed in it; with `save`, and nothing left to be seen, the template."""
    may_import(person(request)).require()
    if request.method != "POST":
        return redirect("plan_import")
    page = _carried(request)
    if page is None:
        form = SourceForm(data={})
        form.add_error(None, BROKEN)
        return _ask(request, form, status=422)
    try:
        changed = import_page(assign(page.files, page.reading.marks, assignments(page, request.POST.dict())))
    except DocumentError as error:
        return _show(request, page, _renamed(request, page, page), problem=str(error), status=422)
    if "save" in request.POST and list(changed.files) == list(page.files):
        return _save(request, page)
    notice = CHANGED if "save" in request.POST else ""
    return _show(request, changed, _renamed(request, page, changed), notice=notice)


def _carried(request: HttpRequest) -> ImportPage | None:
    try:
        return import_page([SourceFile(*pair) for pair in signing.loads(request.POST["source"], salt=_SALT)])
    except (KeyError, signing.BadSignature):
        return None


def _renamed(request: HttpRequest, before: ImportPage, page: ImportPage) -> TemplateForm:
    """The names as they were typed; a title that nobody typed follows the text."""
    title = request.POST.get("title", "")
    if title == before.document.title:
        title = page.document.title
    return TemplateForm(page=page, initial={"title": title, "slug": request.POST.get("slug", "")})


def _save(request: HttpRequest, page: ImportPage) -> HttpResponse:
    form = TemplateForm(request.POST, page=page)
    if not form.is_valid():
        return _show(request, page, form, status=422)
    chosen = form.cleaned_data
    try:
        imported = import_plan(
            document=form.document,
            slug=chosen["slug"],
            replacing=chosen["replacing"],
            by=person(request),
            now=timezone.now(),
        )
    except SlugTaken as error:
        form.add_error("slug", error.message)
        return _show(request, page, form, status=422)
    except Refused:
        raise
    except DomainError as error:
        return _show(request, page, form, problem=error.message, status=422)
    messages.success(request, _TOLD[imported.outcome])
    return redirect("plan_template", imported.plan.slug)


def _show(
    request: HttpRequest,
    page: ImportPage,
    form: TemplateForm | None = None,
    *,
    problem: str = "",
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    if form is None:
        slug = suggested_slug(page.document, page.files[0].name)
        form = TemplateForm(page=page, initial={"title": page.document.title, "slug": slug})
    slug = form["slug"].value()
    context = {
        "page": page,
        "form": form,
        "files": reviewed(page, request.POST.dict() if problem else {}),
        "standing": standing(slug, form.document),
        "source": signing.dumps([(file.name, file.text) for file in page.files], salt=_SALT, compress=True),
        "problem": problem,
        "notice": notice,
    }
    return render_page(request, "plans/import_review.html", context, status=status)


def _ask(request: HttpRequest, form: SourceForm, *, status: int = 200) -> HttpResponse:
    return render_page(request, "plans/import.html", {"form": form}, status=status)
