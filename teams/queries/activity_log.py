"""Reading the activity log: what was asked for, newest first, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Self

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils import timezone

from common.page_address import PageAddress
from teams.models import Event, Team

PER_PAGE = 100
_BY = ("people", "waymark")
MOST_EXPORTED = 50_000
"""Rows of one file; a longer log is taken away in parts, by its days."""


@dataclass(frozen=True, slots=True)
class LogAddress(PageAddress):
    """What the address of the page says. `thing` is a kind of thing ("plans.item"), `number` one of that kind;
    `by` is "people" or "waymark".

    `before` is the last event of the page before. What makes no sense is as if it were not there.
    """

    words: str = ""
    by: str = ""
    team: str = ""
    thing: str = ""
    number: str = ""
    first: str = ""
    last: str = ""
    before: str = ""

    def after(self, event: Event) -> Self:
        return replace(self, before=str(event.pk))

    @property
    def newest(self) -> Self:
        return replace(self, before="")

    @property
    def is_filtered(self) -> bool:
        return any((self.words, self.by, self.team, self.thing, self.first, self.last))


@dataclass(frozen=True, slots=True)
class LogPage:
    """`things` and `teams` are what can be chosen: pairs of a value and its words. `older` is None on the last page."""

    address: LogAddress
    events: Sequence[Event]
    older: LogAddress | None
    things: Sequence[tuple[str, str]]
    teams: Sequence[tuple[str, str]]


def log_page(address: LogAddress) -> LogPage:
    """Two statements, however long the log is."""
    found = list(asked_for(address)[: PER_PAGE + 1])
    events = found[:PER_PAGE]
    return LogPage(
        address=address,
        events=events,
        older=address.after(events[-1]) if len(found) > PER_PAGE else None,
        things=things(),
        teams=list(Team.objects.order_by("name").values_list("slug", "name")),
    )


def asked_for(address: LogAddress) -> QuerySet[Event]:
    """Newest first. Events of one moment stand in the order in which they were written."""
    rows = Event.objects.select_related("team").order_by("-id")
    if address.words:
        words = address.words
        rows = rows.filter(
            Q(actor_name__icontains=words) | Q(verb__icontains=words) | Q(subject__icontains=words)
        )
    if address.by in _BY:
        rows = rows.filter(actor__isnull=address.by == "waymark")
    if address.team:
        rows = rows.filter(team__slug=address.team)
    if address.thing:
        rows = rows.filter(subject_type=address.thing)
        if address.number.isdecimal():
            rows = rows.filter(subject_id=int(address.number[:18]))
    return rows.filter(**_between(address), **_before(address))


def things() -> list[tuple[str, str]]:
    """Every kind of thing that may be a subject, by its name."""
    own = (
        model
        for model in apps.get_models()
        if model.__module__.split(".")[0] in {"teams", "maturity", "plans"}
    )
    return sorted(
        ((each._meta.label_lower, thing_words(each._meta.label_lower)) for each in own), key=lambda it: it[1]
    )


def thing_words(label: str) -> str:
    """ "Submitted answer" for "maturity.submittedanswer"; the label itself where no such thing is known any more."""
    try:
        return str(apps.get_model(label)._meta.verbose_name).capitalize()
    except (LookupError, ValueError):
        return label


def _between(address: LogAddress) -> dict[str, Any]:
    """Days of the person who reads, both included."""
    first, last = _day(address.first), _day(address.last)
    found: dict[str, Any] = {"at__gte": _begins(first)} if first else {}
    if last:
        found["at__lt"] = _begins(last + timedelta(days=1))
    return found


def _begins(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _day(words: str) -> date | None:
    try:
        day = date.fromisoformat(words)
    except ValueError:
        return None
    return day if 1970 <= day.year < 9999 else None  # a database and a time zone need room on both sides


def _before(address: LogAddress) -> dict[str, Any]:
    return {"id__lt": int(address.before[:18])} if address.before.isdecimal() else {}
