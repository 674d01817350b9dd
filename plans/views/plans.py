"""Reading plans: the list, one week, all phases, and the plan as Markdown."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from common.days import organisation_day
from common.pages import render_page
from plans.document import write_plan
from plans.models import Plan
from plans.policies import may_compare, may_import
from plans.queries.documents import document_of
from plans.queries.plans import plans_page
from plans.queries.visible import visible_plan
from plans.views.lists import show_phases, show_week
from teams.signed_in import person


@require_safe
def plan_list(request: HttpRequest) -> HttpResponse:
    page = plans_page(person(request), today=organisation_day())
    user = person(request)
    context = {"page": page, "may_import": may_import(user), "may_compare": may_compare(user)}
    return render_page(request, "plans/plans.html", context)


@require_safe
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """This week. The address of a template leads to the template's page."""
    found, in_plan = visible_plan(person(request), slug)
    if found.kind == Plan.Kind.TEMPLATE:
        return redirect("plan_template", slug)
    return show_week(request, found, in_plan=in_plan)


@require_safe
def plan_week(request: HttpRequest, slug: str, week: int) -> HttpResponse:
    found, in_plan = visible_plan(person(request), slug, Plan.Kind.STARTED)
    return show_week(request, found, in_plan=in_plan, week=week)


@require_safe
def plan_phases(request: HttpRequest, slug: str) -> HttpResponse:
    found, in_plan = visible_plan(person(request), slug, Plan.Kind.STARTED)
    return show_phases(request, found, in_plan=in_plan)


@require_safe
def plan_markdown(request: HttpRequest, slug: str) -> HttpResponse:
    """The plan or template as the file that `import_plan` reads."""
    found, _ = visible_plan(person(request), slug)
    answer = HttpResponse(write_plan(document_of(found)), content_type="text/markdown; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{found.slug}.md"'
    return answer
