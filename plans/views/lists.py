"""The lists that a plan is worked on in, a week and all phases: as a page, or for htmx its workspace."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.template.loader import render_to_string

from common.days import organisation_day
from common.pages import HtmxRequest, render_page
from common.row_ids import row_id
from plans.clock import Clock
from plans.forms.lists import EVERYONE
from plans.lines_html import Drawing, LineWriter, Marks, lines_html, view_address
from plans.models import Item, Phase, Plan
from plans.policies import (
    may_acknowledge,
    may_change_items,
    may_read_kept_notes,
    may_tick,
    may_undo,
    may_write_check_ins,
)
from plans.queries.changes import LastChange, last_change
from plans.queries.items import ItemLine
from plans.queries.phases import phases_page
from plans.queries.week import week_page
from plans.services.item_places import is_removable
from teams.models import User
from teams.signed_in import person

WEEK, PHASES, FORMS = "plans/week.html", "plans/phases.html", "components/plan_line_forms.html"

NEW = {"title": "", "kind": "activity", "owner": "", "day": ""}
"""What the form of a new item holds at first, besides its week."""


@dataclass(frozen=True, slots=True)
class Working:
    """What the person is at: the item that is opened, those that are chosen, and a form that could not be taken."""

    opened: int | None = None
    chosen: frozenset[int] = frozenset()
    section: str = ""
    state: forms.Form | None = None
    adding: forms.Form | None = None
    bulk: forms.Form | None = None


def working(request: HttpRequest) -> Working:
    """As the address of a page says it."""
    return Working(opened=row_id(request.GET.get("at", "")), section=request.GET.get("chosen", ""))


def list_again(request: HttpRequest, plan: Plan, view: str, place: str, *, in_plan: bool) -> HttpResponse:
    """After a post: the workspace for htmx; for anybody else the page again, at the element `place`."""
    if cast(HtmxRequest, request).htmx:
        return show_list(request, plan, view, in_plan=in_plan, at=Working())
    return redirect(f"{view_address(plan.slug, view)}#{place}")


def show_list(
    request: HttpRequest,
    plan: Plan,
    view: str,
    *,
    in_plan: bool,
    at: Working | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page that `view` names ("phases", "week-3")."""
    if view == "phases":
        return show_phases(request, plan, in_plan=in_plan, at=at, status=status)
    return show_week(
        request, plan, in_plan=in_plan, week=int(view.removeprefix("week-")), at=at, status=status
    )


def show_week(
    request: HttpRequest,
    plan: Plan,
    *,
    in_plan: bool,
    week: int | None = None,
    at: Working | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a week, or its workspace for htmx; `Http404` where the plan has no such week."""
    page = week_page(plan, today=organisation_day(), week=week)
    if page is None:
        raise Http404
    at = at or working(request)
    lists = {"own": page.items, "later": page.later}
    drawing, marks, context = _working(request, plan, f"week-{page.week}", lists, at, in_plan=in_plan)
    context |= {name: lines_html(lines, drawing, marks) for name, lines in lists.items()}
    context |= {"page": page, "weeks": [(week, week) for week in range(1, page.clock.weeks + 1)]}
    context["add"] = _adding(page.phase, page.week, at)
    context["may_write"] = may_write_check_ins(person(request), plan)
    context["may_acknowledge"] = may_acknowledge(person(request), plan)
    return render_page(request, WEEK, context, partials=("workspace",), status=status)


def show_phases(
    request: HttpRequest, plan: Plan, *, in_plan: bool, at: Working | None = None, status: int = 200
) -> HttpResponse:
    """All phases, or their workspace for htmx."""
    today = organisation_day()
    kept = may_read_kept_notes(person(request), plan, in_plan=in_plan)
    page, at = phases_page(plan, today=today, kept=bool(kept)), at or working(request)
    lists = {
        f"{phase.number}-{section.key}": [item.line for item in section.items]
        for phase in page.phases
        for section in phase.sections
    }
    drawing, marks, context = _working(request, plan, "phases", lists, at, in_plan=in_plan)
    context |= {
        "page": page,
        "clock": Clock(plan.start or today, page.weeks, today),
        "weeks": [(week, week) for week in range(1, page.weeks + 1)],
        "writer": LineWriter(drawing, marks),
        "adds": {phase.row.pk: _adding(phase.row, None, at) for phase in page.phases},
    }
    return render_page(request, PHASES, context, partials=("workspace",), status=status)


def _working(
    request: HttpRequest,
    plan: Plan,
    view: str,
    lists: Mapping[str, Sequence[ItemLine]],
    at: Working,
    *,
    in_plan: bool,
) -> tuple[Drawing, Marks, dict[str, Any]]:
    """How rows are drawn, and what stands around them. A page of old that opens what is gone opens nothing."""
    user = person(request)
    may_change = may_change_items(user, plan, in_plan=in_plan)
    section = {line.pk for line in lists.get(at.section, ())}
    drawing = Drawing(
        slug=plan.slug,
        view=view,
        may_tick=bool(may_tick(user, plan, in_plan=in_plan)),
        may_change=bool(may_change),
        by_day=view != "phases",
    )
    context: dict[str, Any] = {
        "plan": plan,
        "view": view,
        "may_tick": may_tick(user, plan, in_plan=in_plan),
        "may_change": may_change,
        "bulk": _typed(at.bulk, "state", "reason", "blocked_by", "owner", "week"),
        "everyone": [(EVERYONE, "Everyone in the plan")],
        "kinds": Item.Kind.choices,
        "states": [each for each in Item.State.choices if each[0] != Item.State.HANDED_ON],
        "last": _undoable(plan, user, in_plan=in_plan) if may_change else None,
    }
    marks = Marks(at.chosen | section)
    if may_change and at.opened is not None:
        marks = _opened(marks, drawing, plan, lists.values(), at, get_token(request))
    return drawing, marks, context


def _opened(
    marks: Marks,
    drawing: Drawing,
    plan: Plan,
    lists: Iterable[Sequence[ItemLine]],
    at: Working,
    token: str,
) -> Marks:
    for lines in lists:
        for n, line in enumerate(lines):
            if line.pk == at.opened:
                context = {
                    "plan": plan,
                    "line": line,
                    "view": drawing.view,
                    "csrf_token": token,
                    "typed": _typed(at.state, "reason", "blocked_by"),
                    "up": _neighbour(drawing, line, lines[n - 1 : n] if n else ()),
                    "down": _neighbour(drawing, line, lines[n + 1 : n + 2]),
                    "removable": is_removable(Item(pk=line.pk, version=line.version)),
                }
                return replace(marks, opened=line.pk, forms=render_to_string(FORMS, context))
    return marks


def _neighbour(drawing: Drawing, line: ItemLine, beside: Sequence[ItemLine]) -> int | None:
    """The item that it would trade places with."""
    return next((each.pk for each in beside if drawing.place(each) == drawing.place(line)), None)


def _undoable(plan: Plan, user: User, *, in_plan: bool) -> LastChange | None:
    """Offered to who is in the plan or manages it; others find the way in an item's history."""
    if not in_plan and user.pk != plan.manager_id:
        return None
    last = last_change(plan)
    return last if last and (last.row.by_id == user.pk or may_undo(user, last.row)) else None


def _adding(phase: Phase | None, week: int | None, at: Working) -> dict[str, Any]:
    """What the form of a new item of the phase holds."""
    typed = _typed(at.adding)
    is_own = phase is not None and typed["values"].get("phase") == str(phase.pk)
    return {
        "phase": phase.pk if phase else 0,
        "values": typed["values"]
        if is_own
        else {"title": "", "kind": "activity", "owner": "", "week": week or "", "day": ""},
        "errors": typed["errors"] if is_own else {},
    }


def _typed(form: forms.Form | None, *names: str) -> dict[str, dict[str, str]]:
    """What a form that could not be taken held, and why, by field; without one, its `names` are empty."""
    if form is None:
        return {"values": dict.fromkeys(names, ""), "errors": {}}
    values = {name: form.data.get(name, "") for name in form.fields}
    return {"values": values, "errors": {name: form.errors[name].as_text() for name in form.errors}}
