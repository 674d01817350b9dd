"""The rounds of self-assessments: the list, and one of them with its teams."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from common.days import organisation_day
from common.pages import render_page
from maturity.policies import may_open_cycle, may_see_draft, sees_progress
from maturity.queries import cycles as queries
from maturity.queries.cycle_planning import next_quarter, next_version
from maturity.queries.reminders import last_reminders
from teams.signed_in import person


@require_safe
def list_cycles(request: HttpRequest) -> HttpResponse:
    today = organisation_day()
    context = {
        "rows": queries.cycle_rows(today),
        "may": may_open_cycle(person(request)),
        "following": next_quarter(today),
        "version": next_version(),
    }
    return render_page(request, "maturity/cycles.html", context)


@require_safe
def show_cycle(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody sees who submitted; how far the others are is for leadership, and for a team's own people."""
    user, cycle, today = person(request), queries.find_cycle(slug), organisation_day()
    chosen = request.GET.get("show", "")
    chosen = chosen if chosen in queries.FILTERS else ""
    own, shows_drafts = queries.teams_of(user.pk), bool(sees_progress(user, None))
    page = queries.cycle_page(cycle, today, own=own, shows_drafts=shows_drafts, chosen=chosen)
    context = {
        "page": page,
        "cycle": cycle,
        "may": may_open_cycle(user),
        "reads_drafts": may_see_draft(user, None),
        "shows_drafts": shows_drafts,
        "chosen": chosen,
        "filters": queries.FILTERS,
        "days_left": (cycle.due - today).days,
        "reminded": last_reminders(cycle) if shows_drafts else {},
    }
    return render_page(request, "maturity/cycle.html", context, partials=("progress",))
