"""Items and phases as entries of a calendar, in words that stand alone: a calendar shows no page around them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import DateTimeField, OuterRef, Prefetch, QuerySet, Subquery
from django.urls import reverse

from common.links import absolute
from common.markdown import plain_text
from plans.calendar_file import Entry
from plans.models import ChangedValue, Item, Ownership, Phase, Plan
from plans.queries.items import owner_of

STATE_WORDS = {
    Item.State.DOING: "Under way",
    Item.State.BLOCKED: "Blocked",
    Item.State.DONE: "Done",
    Item.State.DROPPED: "Dropped",
    Item.State.HANDED_ON: "Handed over",
}
CANCELLED = (Item.State.DROPPED, Item.State.HANDED_ON)


def with_words(items: "QuerySet[Item]") -> "QuerySet[Item]":
    """Those with a day, in the order of their days, and all that their entries say. Two statements."""
    newest = ChangedValue.objects.filter(item=OuterRef("pk")).order_by("-change_id").values("change__at")[:1]
    owners = Ownership.objects.select_related("role__person").order_by("-accountable", "position")
    rows = items.filter(due_on__isnull=False).select_related("phase__plan")
    rows = rows.annotate(changed_at=Subquery(newest, output_field=DateTimeField()))
    return rows.prefetch_related(Prefetch("ownerships", owners)).order_by("due_on", "pk")


def entries(items: Iterable[Item]) -> list[Entry]:
    """Of items that come from `with_words`."""
    return [_entry(item) for item in items]


def _entry(item: Item) -> Entry:
    assert item.due_on is not None  # noqa: S101  # `with_words` leaves the others out
    plan, kind = item.phase.plan, item.get_kind_display()
    state = STATE_WORDS.get(Item.State(item.state), "")
    title = f"{plain_text(item.title)} ({kind.lower()})"
    address = absolute(reverse("plan_item", args=(plan.slug, item.pk)))
    return Entry(
        uid=_uid("item", item.pk),
        day=item.due_on,
        summary=f"{state}: {title}" if state else title,
        description="\n".join([*_about(item), "", address]),
        url=address,
        kind=kind,
        changed_at=item.changed_at or plan.created_at,  # type: ignore[attr-defined]  # of `with_words`
        sequence=item.version,
        is_cancelled=item.state in CANCELLED,
    )


def _about(item: Item) -> list[str]:
    """Lines: why, what it waits for, who, what is expected, and in which plan it stands."""
    owners = [owner_of(each.role).hint for each in item.ownerships.all()]
    owners += ["everyone in the plan"] if item.everyone else []
    waits = f"waits for {item.blocked_by}" if item.blocked_by else ""
    lines = {
        "Why": plain_text(item.why),
        item.get_state_display(): "; ".join(filter(None, (item.reason, waits))),
        "Owners": ", ".join(owners),
        "Attendees" if item.kind == Item.Kind.MEETING else "Who": plain_text(item.who),
        "Outcome expected": plain_text(item.outcome_expected),
        "Outcome": plain_text(item.outcome_actual),
        "Plan": f"{item.phase.plan.name}, phase {item.phase.position + 1}",
    }
    return [f"{label}: {words}" for label, words in lines.items() if words]


def phase_entries(plan: Plan) -> list[Entry]:
    """The day on which each phase of a started plan begins. Two statements."""
    changed_at = plan.changes.order_by("-pk").values_list("at", flat=True).first() or plan.created_at
    return [_phase(plan, phase, changed_at) for phase in plan.phases.order_by("position")]


def _phase(plan: Plan, phase: Phase, changed_at: datetime) -> Entry:
    assert plan.start is not None  # noqa: S101  # it is started
    number, title = phase.position + 1, plain_text(phase.title or phase.label)
    ends = plan.start + timedelta(weeks=phase.last_week, days=-1)
    weeks = f"Weeks {phase.first_week} to {phase.last_week}, until {ends:%a} {ends.day} {ends:%b}"
    address = absolute(f"{reverse('plan_phases', args=(plan.slug,))}#phase-{number}")
    return Entry(
        uid=_uid("phase", phase.pk),
        day=plan.start + timedelta(weeks=phase.first_week - 1),
        summary=f"Phase {number} begins: {title}" if title else f"Phase {number} begins",
        description=f"{weeks}\nPlan: {plan.name}\n\n{address}",
        url=address,
        kind="Phase",
        changed_at=changed_at,
        sequence=plan.version,
    )


def _uid(kind: str, pk: int) -> str:
    """Unlike that of any other calendar: whoever follows two Waymarks knows two hosts."""
    return f"waymark-{kind}-{pk}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}"
