"""The activity log, to read and to take away."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from common.pages import render_page
from common.tables import KINDS, Table, table_response
from teams.models import Event
from teams.policies import may_read_log
from teams.queries.activity_log import MOST_EXPORTED, LogAddress, asked_for, log_page, thing_words
from teams.signed_in import person

COLUMNS = ("at", "who", "did", "kind", "number", "what", "team", "detail")


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    may_read_log(person(request)).require()
    page = log_page(LogAddress.read(request.GET.dict()))
    rows = [(event, thing_words(event.subject_type)) for event in page.events]
    context = {"page": page, "rows": rows, "exports": KINDS}
    return render_page(request, "teams/activity.html", context, partials=("activity",))


@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """All that the address asks for, not its page alone; the newest `MOST_EXPORTED` of it."""
    may_read_log(person(request)).require()
    if kind not in KINDS:
        raise Http404(f"no activity log as {kind}")
    address = LogAddress.read(request.GET.dict()).newest
    rows = [_row(event) for event in asked_for(address)[:MOST_EXPORTED]]
    about = {"asked for": address.query or "everything", "at most": f"the newest {MOST_EXPORTED} events"}
    return table_response(Table("activity", "Activity", about, COLUMNS, rows), kind)


def _row(event: Event) -> tuple[str | int | None, ...]:
    return (
        event.at.isoformat(),
        event.actor_name or "Waymark",
        event.verb,
        thing_words(event.subject_type),
        event.subject_id,
        event.subject,
        event.team.name if event.team else "",
        "; ".join(f"{name}: {value}" for name, value in sorted(event.detail.items())),
    )
