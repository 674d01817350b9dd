"""The words of the mail about what is due in plans."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from itertools import groupby

from django.urls import reverse

from common.links import absolute
from maturity.reminders import due_words
from plans.queries.duties import Duty, Place
from plans.queries.my_week import plan_duties
from plans.reminders import MailKind, horizon, names
from plans.schedule import DAY, holidays_of
from teams.letters import Letter, write_letter
from teams.models import User

MOST = 30  # lines of one plan; the page has the others


@dataclass(frozen=True, slots=True)
class WeekLetter(Letter):
    """`plans` are the keys of those that it tells of."""

    plans: frozenset[int]


@dataclass(frozen=True, slots=True)
class Listed:
    """`day` is when it is due, and None where `when` says it all."""

    label: str
    kind: str
    when: str
    day: date | None
    is_late: bool
    link: str


@dataclass(frozen=True, slots=True)
class PlanPart:
    """A plan with what is due in it, the first first; `more` is how many the mail leaves out."""

    name: str
    link: str
    duties: Sequence[Listed]
    more: int


def week_letter(person: User, kind: MailKind, now: datetime) -> WeekLetter | None:
    """What is due from the person, by plan, told by the date where they are; None where the mail has nothing to say."""
    today = person.local(now).date()
    duties = [
        duty
        for duty in plan_duties(person, now=now, until=horizon(today))
        if names(kind, duty.due_on, today, _holidays_before(duty))
    ]
    if not duties:
        return None
    context = {
        "is_digest": kind == MailKind.DIGEST,
        "parts": _parts(duties, today),
        "page": absolute(reverse("my_week")),
        "now": now,
    }
    letter = write_letter("week", to=person, subject=_subject(kind, duties, today), context=context)
    plans = frozenset(duty.place.plan for duty in duties if duty.place.plan is not None)
    return WeekLetter(letter.subject, letter.text, letter.html, plans)


def _holidays_before(duty: Duty) -> frozenset[date]:
    if duty.due_on is None:
        return frozenset()
    return _holidays(duty.place.country, duty.due_on.year - 1) | _holidays(
        duty.place.country, duty.due_on.year
    )


@cache
def _holidays(country: str, year: int) -> frozenset[date]:
    return holidays_of(country, [year])


def _parts(duties: Iterable[Duty], today: date) -> list[PlanPart]:
    """The plan with the most urgent thing first."""
    first: dict[Place, int] = {}
    for n, duty in enumerate(duties):
        first.setdefault(duty.place, n)
    by_plan = groupby(sorted(duties, key=lambda duty: first[duty.place]), key=lambda duty: duty.place)
    return [_part(place, list(its_own), today) for place, its_own in by_plan]


def _part(place: Place, duties: Sequence[Duty], today: date) -> PlanPart:
    listed = [_listed(duty, today) for duty in duties[:MOST]]
    return PlanPart(place.name, absolute(place.address), listed, max(len(duties) - MOST, 0))


def _listed(duty: Duty, today: date) -> Listed:
    when = due_words(duty.due_on, today) if duty.due_on else duty.when
    return Listed(duty.label, duty.kind, when, duty.due_on, duty.days_late > 0, absolute(duty.address))


def _subject(kind: MailKind, duties: Sequence[Duty], today: date) -> str:
    """ "Your week: 2 late, 5 due"; "Due tomorrow: the charter"; "3 things due by Mon 21 Sep"."""
    if kind == MailKind.DIGEST:
        late = sum(duty.days_late > 0 for duty in duties)
        counts = [f"{late} late"] * (late > 0) + [f"{len(duties) - late} due"] * (len(duties) > late)
        return f"Your week: {', '.join(counts)}"
    last = max(duty.due_on for duty in duties if duty.due_on)
    is_tomorrow = last == today + DAY
    if len(duties) == 1:
        return f"Due {'tomorrow' if is_tomorrow else _day(last)}: {duties[0].label}"
    return f"{len(duties)} things due {'tomorrow' if is_tomorrow else f'by {_day(last)}'}"


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"
