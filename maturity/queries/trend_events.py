"""What happened while a trend ran: submissions, corrections, other versions of the model, cycles."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, NamedTuple

from django.db.models import Case, Count, F, Max, When

from maturity.models import Submission
from maturity.queries.moments import Moment
from maturity.queries.told import Told
from maturity.queries.trend_span import Span

SIGNS: Final = 12
"""How many points of a chart may carry a sign."""

_WEIGHT: Final = {"version": 0, "correction": 1, "told": 2, "opened": 3, "due": 4, "closed": 5}
"""Which events get a sign, and which of them first; submissions are counted at the foot of the chart."""


class HandedIn(NamedTuple):
    """Submissions of a day and version: so `many`, or a `single` one, which then says of which team and cycle."""

    day: date
    version: int
    version_number: int
    single: int | None
    many: int
    team: str
    team_slug: str
    cycle: str
    cycle_slug: str
    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Event:
    """`kind` is "version", "correction", "submitted", "opened", "due", "closed" or "told".

    `position` is that of the point that shows it. `submission` says which one to open: team and cycle by their slugs,
    and its number; `address` leads to what another part of the program told. `sign` is what the chart writes at that
    point, '' where it writes nothing.
    """

    kind: str
    day: date
    position: int
    words: str
    submission: tuple[str, str, int] | None = None
    sign: str = ""
    address: str = ""


def handed_in(until: date, division: str = "", team: str = "") -> list[HandedIn]:
    """All submissions up to a day, oldest first, in one statement: by day and version, corrections each by itself.

    Of one team each submission stands by itself.
    """
    alone = When(pk__isnull=False, then=F("pk")) if team else When(number__gt=1, then=F("pk"))
    of: dict[str, Any] = {"team__slug": team} if team else {}
    of |= {"team__division__slug": division} if division else {}
    rows = (
        Submission.objects.filter(day__lte=until, **of)
        .order_by("day", "version")
        .annotate(single=Case(alone))
        .values_list("day", "version", "version__number", "single")
        .annotate(
            Count("pk"),
            Max("team__name"),
            Max("team__slug"),
            Max("assessment__cycle__name"),
            Max("assessment__cycle__slug"),
            Max("number"),
            Max("reason"),
        )
    )
    return [HandedIn(*row) for row in rows]


def one_handed_in(submission: Submission) -> HandedIn:
    """A submission that was read already, with its version, team and cycle."""
    cycle = submission.assessment.cycle
    return HandedIn(
        day=submission.day,
        version=submission.version_id,
        version_number=submission.version.number,
        single=submission.pk,
        many=1,
        team=submission.team.name,
        team_slug=submission.team.slug,
        cycle=cycle.name,
        cycle_slug=cycle.slug,
        number=submission.number,
        reason=submission.reason,
    )


def counts(span: Span, submissions: Iterable[HandedIn]) -> tuple[int, ...]:
    """How many submissions each point shows for the first time."""
    found = [0] * len(span.points)
    for each in submissions:
        position = span.position(each.day)
        if position is not None:
            found[position] += each.many
    return tuple(found)


def events(
    span: Span,
    submissions: Sequence[HandedIn],
    known: Sequence[Moment],
    told: Iterable[Told] = (),
    *,
    of_team: bool,
) -> tuple[Event, ...]:
    """What is worth a line below the chart, oldest first; a trend by cycle needs none for its cycles."""
    found = [
        *_versions(span, submissions),
        *_singles(span, submissions, of_team=of_team),
        *_told_by(span, told),
    ]
    if span.step != "cycle":
        found += _of_cycles(span, known)
    found.sort(key=lambda event: (event.day, _WEIGHT.get(event.kind, len(_WEIGHT))))
    return _signed(found)


def _versions(span: Span, submissions: Iterable[HandedIn]) -> list[Event]:
    """The first answers to each version but the first of all."""
    first: dict[int, HandedIn] = {}
    for each in submissions:
        first.setdefault(each.version, each)
    return [
        Event("version", each.day, position, f"First answers to version {each.version_number} of the model")
        for each in list(first.values())[1:]
        if (position := span.position(each.day)) is not None
    ]


def _singles(span: Span, submissions: Iterable[HandedIn], *, of_team: bool) -> list[Event]:
    return [
        Event(
            "correction" if each.number > 1 else "submitted",
            each.day,
            position,
            _told(each, of_team=of_team),
            (each.team_slug, each.cycle_slug, each.number),
        )
        for each in submissions
        if each.single is not None and (position := span.position(each.day)) is not None
    ]


def _told(each: HandedIn, *, of_team: bool) -> str:
    if each.number == 1:
        return f"{each.cycle} submitted"
    what = f"{each.cycle} corrected" if of_team else f"{each.team} corrected {each.cycle}"
    return f"{what}: {each.reason}" if each.reason else what


def _told_by(span: Span, told: Iterable[Told]) -> list[Event]:
    return [
        Event("told", each.day, position, each.words, address=each.address)
        for each in told
        if (position := span.position(each.day)) is not None
    ]


def _of_cycles(span: Span, known: Sequence[Moment]) -> list[Event]:
    days = [
        (kind, day, f"{moment.name} {words}")
        for moment in known
        for kind, day, words in (
            ("opened", moment.opens, "opened"),
            ("due", moment.due, "was due"),
            ("closed", moment.closed_on, "closed"),
        )
    ]
    return [
        Event(kind, day, position, words)
        for kind, day, words in days
        if day and day <= span.until and (position := span.position(day)) is not None
    ]


def _signed(found: Sequence[Event]) -> tuple[Event, ...]:
    """Numbers, by time, for the points with the weightiest events; all events of such a point share its number."""
    weight: dict[int, tuple[int, int]] = defaultdict(lambda: (len(_WEIGHT), 0))
    for event in found:
        if event.kind in _WEIGHT:
            weight[event.position] = min(weight[event.position], (_WEIGHT[event.kind], -event.position))
    chosen = sorted(sorted(weight, key=weight.__getitem__)[:SIGNS])
    signs = {position: str(n) for n, position in enumerate(chosen, start=1)}
    return tuple(
        replace(event, sign=signs.get(event.position, "") if event.kind in _WEIGHT else "") for event in found
    )
