"""The words of a reminder."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.urls import reverse

from common.links import absolute
from maturity.models import Cycle
from maturity.queries.reminders import Due, Lead
from maturity.reminders import due_words
from teams.letters import Letter, write_letter


@dataclass(frozen=True, slots=True)
class ListedTeam:
    name: str
    progress: str
    link: str


@dataclass(frozen=True, slots=True)
class Round:
    """A cycle with the person's teams that have something to hand in."""

    cycle: Cycle
    when: str
    is_late: bool
    teams: tuple[ListedTeam, ...]


def reminder_letter(lead: Lead, now: datetime) -> Letter:
    """All that is due from the lead, told by the date where they are."""
    today = lead.user.local(now).date()
    rounds = [
        _round(cycle, tuple(dues), today) for cycle, dues in groupby(lead.due, key=lambda due: due.cycle)
    ]
    subject = _subject(lead.due, today)
    return write_letter("reminder", to=lead.user, subject=subject, context={"rounds": rounds, "now": now})


def _round(cycle: Cycle, dues: tuple[Due, ...], today: date) -> Round:
    teams = (ListedTeam(due.team.name, due.progress, _link(due)) for due in dues)
    return Round(cycle, due_words(cycle.due, today), cycle.due < today, tuple(teams))


def _link(due: Due) -> str:
    return absolute(reverse("assessment", args=[due.team.slug, due.cycle.slug]))


def _subject(dues: tuple[Due, ...], today: date) -> str:
    """ "Checkout: self-assessment due in 7 days"; with several, how many there are and when the first is due."""
    when = due_words(dues[0].cycle.due, today)
    if len(dues) == 1:
        return f"{dues[0].team.name}: self-assessment {when}"
    return f"{len(dues)} self-assessments to hand in, the first {when}"
