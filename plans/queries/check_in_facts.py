"""What happened in a week of a plan, as far as its rows know: what a check-in begins with, and is sent with."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date

from common.days import organisation_day
from common.markdown import plain_text
from plans.check_in_days import CheckInDays
from plans.models import ChangedValue, Item, Plan
from plans.schedule import DAY, is_late

_COLUMNS = ("phase", "kind", "title", "state", "due_on", "done_at", "reason", "blocked_by", "outcome_actual")
MOST_SUGGESTED = 10  # lines of what comes next; a longer list says nothing


@dataclass(frozen=True, slots=True)
class Fact:
    """One item, and what there is to say: its day (`before`: the one it had), its reason, its outcome."""

    item: int
    title: str
    day: date | None = None
    before: date | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """`met` are meetings that were held; they are not among what else was `done`."""

    done: Sequence[Fact] = ()
    met: Sequence[Fact] = ()
    late: Sequence[Fact] = ()
    blocked: Sequence[Fact] = ()
    moved: Sequence[Fact] = ()

    def as_json(self) -> dict[str, Any]:
        """As they are kept with what was sent; days in their ISO form."""
        return {name: [_kept(fact) for fact in found] for name, found in asdict(self).items()}


def facts_from(kept: Mapping[str, Any]) -> Facts:
    """What `as_json` gave."""
    return Facts(
        **{field.name: [_fact(each) for each in kept.get(field.name, ())] for field in fields(Facts)}
    )


def _kept(fact: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in fact.items()}


def _fact(kept: Mapping[str, Any]) -> Fact:
    days = {name: parse_date(kept[name]) if kept[name] else None for name in ("day", "before")}
    return Fact(**{**kept, **days})


def week_items(plan: Plan) -> list[Item]:
    """The items that facts and suggestions are made of. One statement."""
    return list(Item.objects.filter(phase__plan=plan).only(*_COLUMNS).order_by("due_on", "pk"))


def week_facts(plan: Plan, items: Sequence[Item], days: CheckInDays, *, today: date) -> Facts:
    """What was done, met, moved within the week; what was late at its end, or is by today; what is blocked now.

    One statement beside the `items` (`week_items`).
    """
    done = [item for item in items if days.starts <= _done_on(item) <= days.ends]
    return Facts(
        done=[_done(item) for item in done if item.kind != Item.Kind.MEETING],
        met=[_done(item) for item in done if item.kind == Item.Kind.MEETING],
        late=[fact_of(item, day=item.due_on) for item in items if _was_late(item, days, today)],
        blocked=[blocked_fact(item) for item in items if item.state == Item.State.BLOCKED],
        moved=_moved(plan, days),
    )


def suggested_next(items: Sequence[Item], days: CheckInDays) -> str:
    """What is due in the week after, a line for each item, for the lead to keep or to change."""
    following = [
        f"- {plain_text(item.title)} ({item.due_on:%a} {item.due_on.day} {item.due_on:%b})"
        for item in items
        if item.is_open and item.due_on and days.ends < item.due_on <= days.ends + 7 * DAY
    ]
    return "\n".join(following[:MOST_SUGGESTED])


def _done_on(item: Item) -> date:
    """A day after every plan where it is not done."""
    return organisation_day(item.done_at) if item.done_at else date.max


def _was_late(item: Item, days: CheckInDays, today: date) -> bool:
    """On the morning after the week, or today if that is sooner. What was done after that morning was late on it."""
    on = min(today, days.ends + DAY)
    was_open = item.is_open or (item.is_done and on < today and on <= _done_on(item))
    return item.due_on is not None and is_late(item.due_on, was_open, on)


def fact_of(item: Item, **more: Any) -> Fact:
    return Fact(item.pk, item.title, **more)


def blocked_fact(item: Item) -> Fact:
    """With the reason, and for whom or what it waits."""
    waits = f" Waits for {item.blocked_by}." if item.blocked_by else ""
    return fact_of(item, words=item.reason + waits)


def _done(item: Item) -> Fact:
    return fact_of(item, day=_done_on(item), words=item.outcome_actual)


def _moved(plan: Plan, days: CheckInDays) -> list[Fact]:
    """Items whose day is another one than before the week; what was moved there and back is none of them."""
    rows = ChangedValue.objects.filter(
        change__plan=plan,
        column="due_on",
        item__isnull=False,
        change__at__gte=_midnight(days.starts),
        change__at__lt=_midnight(days.ends + DAY),
    )
    first: dict[int, str | None] = {}
    last: dict[int, tuple[str, str | None]] = {}
    for item, title, before, after in rows.order_by("pk").values_list(
        "item_id", "item__title", "before", "after"
    ):
        first.setdefault(item, before)
        last[item] = (title, after)
    return [
        Fact(item, title, day=parse_date(after), before=parse_date(before))
        for item, (title, after) in last.items()
        if (before := first[item]) and after and before != after
    ]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=timezone.get_default_timezone())
