"""A plan as the Markdown files that `import_plan` reads."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from plans.document import pack, write_files
from plans.queries.documents import document_of
from plans.queries.visible import visible_plan
from teams.signed_in import person


@require_safe
def plan_zip(request: HttpRequest, slug: str) -> HttpResponse:
    """The plan or template as a zip with a file for each phase."""
    found, _ = visible_plan(person(request), slug)
    answer = HttpResponse(pack(write_files(document_of(found))), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{found.slug}.zip"'
    return answer
