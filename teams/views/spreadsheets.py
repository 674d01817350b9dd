"""The kinds of spreadsheets: what each holds, to take away and to bring in."""

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from common.decisions import DomainError, Refused
from common.pages import render_page
from common.spreadsheets.files.limits import MOST_BYTES
from common.spreadsheets.files.writing import FORMATS, file_response, template_response
from common.spreadsheets.registry import sheet_named
from common.spreadsheets.sheet import Sheet
from teams.forms.imports import UploadForm
from teams.queries.imports import kind_for, kinds_for, recent_imports
from teams.services.imports import take_upload
from teams.signed_in import person
from teams.waking import go_on_with


@require_safe
def kinds(request: HttpRequest) -> HttpResponse:
    user = person(request)
    context = {"kinds": kinds_for(user), "recent": recent_imports(user), "formats": FORMATS}
    return render_page(request, "teams/spreadsheets.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def kind(request: HttpRequest, slug: str) -> HttpResponse:
    """Its columns; with a file, the import that it begins."""
    sheet = _sheet(slug)
    if request.method != "POST":
        return _show(request, sheet, UploadForm())
    sheet.may_import(person(request)).require()
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, sheet, form, status=422)
    return _uploaded(request, sheet, form)


@require_safe
def export(request: HttpRequest, slug: str, kind: str) -> StreamingHttpResponse:
    sheet, user = _sheet(slug, kind), person(request)
    sheet.may_export(user).require()
    return file_response(sheet.slug, kind, [column.name for column in sheet.columns], sheet.export(user))


@require_safe
def template(request: HttpRequest, slug: str, kind: str) -> StreamingHttpResponse:
    sheet = _sheet(slug, kind)
    sheet.may_import(person(request)).require()
    return template_response(f"{sheet.slug}-template", kind, sheet.columns)


def _sheet(slug: str, kind: str = "csv") -> Sheet:
    sheet = sheet_named(slug)
    if sheet is None or kind not in FORMATS:
        raise Http404("There is no such spreadsheet.")
    return sheet


def _uploaded(request: HttpRequest, sheet: Sheet, form: UploadForm) -> HttpResponse:
    file, now = form.cleaned_data["file"], timezone.now()
    try:
        job = take_upload(
            sheet=sheet,
            name=file.name or "file",
            content=file.read(MOST_BYTES + 1),
            by=person(request),
            now=now,
        )
    except Refused:
        raise
    except DomainError as error:
        form.add_error("file", error.message)
        return _show(request, sheet, form, status=422)
    go_on_with(job, now=now)
    return redirect("import", job.pk)


def _show(request: HttpRequest, sheet: Sheet, form: UploadForm, *, status: int = 200) -> HttpResponse:
    user = person(request)
    kind = kind_for(sheet, user)
    if not kind.is_seen:
        raise Refused(kind.why_no_export)
    context = {
        "kind": kind,
        "sheet": sheet,
        "form": form,
        "formats": FORMATS,
        "recent": recent_imports(user, sheet),
    }
    return render_page(request, "teams/spreadsheet.html", context, status=status)
