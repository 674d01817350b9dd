"""A plan as the files that can be brought in again: Markdown, and its items as a spreadsheet."""

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_safe

from common.spreadsheets.files.writing import FORMATS, file_response
from plans.document import pack, write_files
from plans.models import Plan
from plans.queries.documents import document_of
from plans.queries.visible import visible_plan
from plans.spreadsheets import ItemsSheet
from teams.signed_in import person


@require_safe
def plan_zip(request: HttpRequest, slug: str) -> HttpResponse:
    """The plan or template as a zip with a file for each phase."""
    found, _ = visible_plan(person(request), slug)
    answer = HttpResponse(pack(write_files(document_of(found))), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{found.slug}.zip"'
    return answer


@require_safe
def plan_items(request: HttpRequest, slug: str, kind: str) -> StreamingHttpResponse:
    """The items of a started plan."""
    found, _ = visible_plan(person(request), slug, Plan.Kind.STARTED)
    if kind not in FORMATS:
        raise Http404
    sheet = ItemsSheet()
    names = [column.name for column in sheet.columns]
    return file_response(f"{found.slug}-items", kind, names, sheet.rows_of([found]))
