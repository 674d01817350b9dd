"""An import on its way: columns, preview, progress, end. Whoever uploaded it alone sees it."""

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from common.pages import render_page
from common.spreadsheets.files.writing import file_response
from common.spreadsheets.registry import sheet_named
from common.spreadsheets.sheet import Sheet
from teams.forms.imports import ColumnsForm
from teams.models import ImportJob
from teams.queries.imports import all_faults, find_import, import_page
from teams.services.imports import choose_columns, confirm_import
from teams.signed_in import person
from teams.waking import go_on_with, stop


@require_safe
def show(request: HttpRequest, number: int) -> HttpResponse:
    job, sheet = _import(request, number)
    return _show(request, job, sheet, ColumnsForm(job=job, sheet=sheet))


@require_POST
def columns(request: HttpRequest, number: int) -> HttpResponse:
    """Compare the file by the columns that were chosen."""
    job, sheet = _import(request, number)
    sheet.may_import(person(request)).require()
    form = ColumnsForm(request.POST, job=job, sheet=sheet)
    if not form.is_valid():
        return _show(request, job, sheet, form, status=422)
    now = timezone.now()
    job = choose_columns(job=job, sheet=sheet, matching=form.matching, by=person(request), now=now)
    go_on_with(job, now=now)
    return redirect("import", job.pk)


@require_POST
def confirm(request: HttpRequest, number: int) -> HttpResponse:
    (job, sheet), now = _import(request, number), timezone.now()
    mark = request.POST.get("mark", "")
    job = confirm_import(job=job, sheet=sheet, mark=mark, by=person(request), now=now)
    go_on_with(job, now=now)
    return redirect("import", job.pk)


@require_POST
def cancel(request: HttpRequest, number: int) -> HttpResponse:
    job, _ = _import(request, number)
    stop(job, by=person(request), now=timezone.now())
    return redirect("import", job.pk)


@require_safe
def faults(request: HttpRequest, number: int) -> StreamingHttpResponse:
    """What is wrong, as CSV: file, row, column, what and how to mend it."""
    job, sheet = _import(request, number)
    rows = [(job.file_name, *fault) for fault in all_faults(job, sheet)]
    return file_response(f"faults-{job.pk}", "csv", ("file", "row", "column", "what"), rows)


def _import(request: HttpRequest, number: int) -> tuple[ImportJob, Sheet]:
    job = find_import(person(request), number)
    sheet = sheet_named(job.sheet) if job else None
    if job is None or sheet is None:
        raise Http404("There is no such import.")
    return job, sheet


def _show(
    request: HttpRequest, job: ImportJob, sheet: Sheet, form: ColumnsForm, *, status: int = 200
) -> HttpResponse:
    context = {"page": import_page(job, sheet), "job": job, "sheet": sheet, "form": form}
    return render_page(request, "teams/import.html", context, partials=("import",), status=status)
