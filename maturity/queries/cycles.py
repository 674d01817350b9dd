"""The rounds of self-assessments, and how far teams are in one."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import Http404

from maturity.models import Cycle, Submission
from maturity.queries.draft_progress import NOT_STARTED, draft_progress
from teams.models import Division, Membership, Team


@dataclass(frozen=True, slots=True)
class CycleRow:
    """A cycle in the list: of `teams` that it is for, `submitted` have handed in."""

    cycle: Cycle
    submitted: int
    teams: int
    is_late: bool


@dataclass(frozen=True, slots=True)
class TeamInCycle:
    """How far a team is; `practices` and `answered` are of its draft.

    `number`, day and model version are those of its newest submission in the cycle, None without one. `is_own` says
    whether the person who asks is in the team, `shows_draft` whether they may know how far its draft is.
    """

    team: Team
    leads: tuple[str, ...]
    cycle: Cycle
    started: bool
    practices: int
    answered: int
    number: int | None
    submitted_on: date | None
    version: int | None
    is_late: bool
    is_own: bool
    shows_draft: bool

    @property
    def is_submitted(self) -> bool:
        return self.number is not None

    @property
    def has_former_version(self) -> bool:
        """Whether it was submitted before the cycle moved to another version."""
        return self.is_submitted and self.version != self.cycle.version.number

    @property
    def draft(self) -> str:
        """ "not started", or "started, 3 of 76 answered"; empty for whom it does not concern."""
        if not self.shows_draft or self.is_submitted or self.cycle.state == Cycle.State.PLANNED:
            return ""
        return f"{self.answered} of {self.practices} answered" if self.started else "not started"


@dataclass(frozen=True, slots=True)
class CyclePage:
    """A cycle with its teams by division, all of them counted; `divisions` has those that the filter leaves."""

    cycle: Cycle
    divisions: tuple[tuple[Division, tuple[TeamInCycle, ...]], ...]
    teams: int
    submitted: int
    started: int
    late: int
    is_overdue: bool

    @property
    def missing(self) -> int:
        return self.teams - self.submitted

    @property
    def not_started(self) -> int:
        return self.missing - self.started


FILTERS = {"": "All", "missing": "Not submitted", "late": "Late"}


def find_cycle(slug: str) -> Cycle:
    """Http404 where there is none."""
    cycle = Cycle.objects.select_related("version__model").filter(slug=slug).first()
    if cycle is None:
        raise Http404("There is no such cycle.")
    return cycle


def cycle_rows(today: date) -> list[CycleRow]:
    """Every cycle, newest first, in two statements."""
    submitted = Submission.objects.filter(assessment__cycle=OuterRef("pk")).filter(
        _there_until(OuterRef("closes"), "team__")
    )
    counted = submitted.order_by().values("assessment__cycle").annotate(n=Count("team", distinct=True))
    cycles = Cycle.objects.select_related("version__model").annotate(submitted=Subquery(counted.values("n")))
    gone = list(Team.objects.order_by().values_list("archived_on", flat=True))
    rows = []
    for cycle in cycles.order_by("-opens", "-pk"):
        teams = sum(day is None or day > cycle.closes for day in gone)
        late = is_overdue(cycle, today) and (cycle.submitted or 0) < teams
        rows.append(CycleRow(cycle, cycle.submitted or 0, teams, late))
    return rows


def cycle_page(
    cycle: Cycle, today: date, *, own: Collection[int], shows_drafts: bool, chosen: str = ""
) -> CyclePage:
    """In four statements. `chosen` is one of FILTERS.

    `own` has the teams of the person who asks; `shows_drafts` says that they may know of every draft how far it is.
    """
    rows = [
        replace(row, is_own=row.team.pk in own, shows_draft=shows_drafts or row.team.pk in own)
        for row in _rows(cycle, today)
    ]
    shown = [row for row in rows if _is_chosen(row, chosen)]
    return CyclePage(
        cycle=cycle,
        divisions=tuple(
            (division, tuple(members))
            for division, members in groupby(shown, key=lambda row: row.team.division)
        ),
        teams=len(rows),
        submitted=sum(row.is_submitted for row in rows),
        started=sum(row.started and not row.is_submitted for row in rows),
        late=sum(row.is_late for row in rows),
        is_overdue=is_overdue(cycle, today),
    )


def teams_without_submission(cycle: Cycle) -> list[Team]:
    """Those that the cycle is for and that have handed in nothing in it, by division. One statement."""
    submitted = Submission.objects.filter(assessment__cycle=cycle).values("team")
    return list(_teams(cycle).exclude(pk__in=submitted))


def teams_of(person: int) -> set[int]:
    """The teams that a person is in."""
    return set(Membership.objects.filter(user=person).values_list("team", flat=True))


def _there_until(closes: Any, prefix: str = "") -> Q:
    """A cycle is for the teams that are not archived by its last day."""
    return Q(**{f"{prefix}archived_on": None}) | Q(**{f"{prefix}archived_on__gt": closes})


def _teams(cycle: Cycle) -> QuerySet[Team]:
    teams = Team.objects.filter(_there_until(cycle.closes)).select_related("division")
    return teams.order_by("division__position", "division__name", "name")


def is_overdue(cycle: Cycle, today: date) -> bool:
    """Whether teams that have not submitted are late."""
    return cycle.state == Cycle.State.OPEN and cycle.due < today


def _is_chosen(row: TeamInCycle, chosen: str) -> bool:
    return row.is_late if chosen == "late" else not (chosen == "missing" and row.is_submitted)


def _rows(cycle: Cycle, today: date) -> Iterator[TeamInCycle]:
    drafts, submissions, leads = draft_progress([cycle]), _submissions(cycle), _leads(cycle)
    for team in _teams(cycle):
        draft = drafts.get((cycle.pk, team.pk), NOT_STARTED)
        number, day, version = submissions.get(team.pk, (None, None, None))
        yield TeamInCycle(
            team=team,
            leads=leads.get(team.pk, ()),
            cycle=cycle,
            started=draft != NOT_STARTED,
            practices=draft.practices,
            answered=draft.answered,
            number=number,
            submitted_on=day,
            version=version,
            is_late=is_overdue(cycle, today) and number is None,
            is_own=False,
            shows_draft=False,
        )


def _submissions(cycle: Cycle) -> dict[int, tuple[int, date, int]]:
    """By team: number, day and model version's number of the newest submission in the cycle."""
    rows = Submission.objects.filter(assessment__cycle=cycle).order_by("number")
    return {
        team: (number, day, version)
        for team, number, day, version in rows.values_list("team", "number", "day", "version__number")
    }


def _leads(cycle: Cycle) -> dict[int, tuple[str, ...]]:
    """Names of the leads by team."""
    found: dict[int, tuple[str, ...]] = {}
    led = Membership.objects.filter(role=Membership.Role.LEAD, team__in=_teams(cycle).order_by())
    for team, name in led.order_by("user__name", "pk").values_list("team", "user__name"):
        found[team] = (*found.get(team, ()), name)
    return found
