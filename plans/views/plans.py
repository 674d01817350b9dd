"""Reading plans: the list, one week, all phases, and the plan as Markdown."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from common.days import organisation_day
from common.decisions import Decision
from common.pages import render_page
from plans.clock import Clock
from plans.document import write_plan
from plans.lines_html import Drawing, lines_html
from plans.models import Plan
from plans.policies import may_compare, may_import, may_tick
from plans.queries.documents import document_of
from plans.queries.phases import phases_page
from plans.queries.plans import plans_page
from plans.queries.visible import visible_plan
from plans.queries.week import week_page
from teams.signed_in import person

WEEK, PHASES = "plans/week.html", "plans/phases.html"


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


def show_week(request: HttpRequest, plan: Plan, *, in_plan: bool, week: int | None = None) -> HttpResponse:
    """The page of a week, or its workspace for htmx; `Http404` where the plan has no such week."""
    page = week_page(plan, today=organisation_day(), week=week)
    if page is None:
        raise Http404
    view = f"week-{page.week}"
    context = _context(request, plan, in_plan=in_plan) | {"page": page, "view": view}
    drawing = _drawing(request, plan, view, context["may_tick"])
    context |= {"own": lines_html(page.items, drawing), "later": lines_html(page.later, drawing)}
    return render_page(request, WEEK, context, partials=("workspace",))


def _drawing(request: HttpRequest, plan: Plan, view: str, may_tick: Decision) -> Drawing:
    return Drawing(slug=plan.slug, view=view, token=get_token(request), may_tick=bool(may_tick))


def show_phases(request: HttpRequest, plan: Plan, *, in_plan: bool, phase: int | None = None) -> HttpResponse:
    """All phases; or, for htmx, the one whose number is `phase`."""
    today = organisation_day()
    page = phases_page(plan, today=today)
    context = _context(request, plan, in_plan=in_plan) | {
        "page": page,
        "view": "phases",
        "clock": _clock(plan, page.weeks, today),
        "phase": next((each for each in page.phases if each.number == phase), None),
    }
    return render_page(request, PHASES, context, partials=("phase",) if context["phase"] else ())


def _clock(plan: Plan, weeks: int, today: date) -> Clock:
    return Clock(plan.start or today, weeks, today)


def _context(request: HttpRequest, plan: Plan, *, in_plan: bool) -> dict[str, Any]:
    return {"plan": plan, "may_tick": may_tick(person(request), plan, in_plan=in_plan)}
