"""The list of teams, and one team's page: who is in it, where it stands, how that moved, and what is furthest off."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise

from django.db.models import Count, F, Max

from maturity import scoring
from maturity.models import Assessment, Cycle, Dimension, Practice, Snapshot, Submission, SubmittedAnswer
from maturity.queries.moments import Moment, before, moments
from teams.models import Division, Membership, Team, User

TEAMS_PER_PAGE = 500
TREND_CYCLES = 6
GAPS_SHOWN = 5
SUBMISSIONS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Listed:
    """A team in the list. `last` is the day of its newest submission."""

    slug: str
    name: str
    purpose: str
    leads: tuple[str, ...]
    people: int
    last: date | None


@dataclass(frozen=True, slots=True)
class TeamList:
    """A page of the teams by division; `count` and `pages` are of all."""

    divisions: tuple[tuple[Division, tuple[Listed, ...]], ...]
    count: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class TrendLine:
    """A dimension's (or the overall) score at the end of each cycle, in ten-thousandths."""

    name: str
    values: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Trend:
    """`marks` are the positions at which the team changed to another version of the model, with words for it."""

    labels: tuple[str, ...]
    lines: tuple[TrendLine, ...]
    overall: TrendLine
    marks: tuple[tuple[int, str], ...]

    @property
    def has_data(self) -> bool:
        return any(value is not None for line in (*self.lines, self.overall) for value in line.values)


@dataclass(frozen=True, slots=True)
class Gap:
    """A practice that is below its target."""

    title: str
    dimension_key: str
    dimension: str
    weight: int
    level: int
    target: int


@dataclass(frozen=True, slots=True)
class Standing:
    """The team's overall figures now, what they changed by since `earlier`, and the group figure of all teams."""

    figures: Snapshot
    state: str
    change: scoring.Change | None
    earlier: Moment | None
    everyone: scoring.GroupFigure


@dataclass(frozen=True, slots=True)
class TeamPage:
    """`moment` is the newest cycle, None where none has begun. Leads and people are the team's memberships."""

    team: Team
    memberships: tuple[Membership, ...]
    moment: Moment | None
    standing: Standing | None
    weakest: tuple[str, str, int] | None
    trend: Trend
    gaps: tuple[Gap, ...]
    submissions: tuple[Submission, ...]

    @property
    def leads(self) -> list[Membership]:
        return [one for one in self.memberships if one.role == Membership.Role.LEAD]

    @property
    def newest(self) -> Submission | None:
        return self.submissions[0] if self.submissions else None

    def role_of(self, user: User) -> str | None:
        return next((one.role for one in self.memberships if one.user_id == user.pk), None)


def team_list(page: int) -> TeamList:
    """A page of the teams that are not archived, in three statements."""
    teams = Team.objects.filter(archived_on=None).order_by("division__position", "division__name", "name")
    on_page = (
        teams.select_related("division").annotate(
            people=Count("memberships", distinct=True), last=Max("submissions__day")
        )
    )[(page - 1) * TEAMS_PER_PAGE : page * TEAMS_PER_PAGE]
    leads = _leads(on_page)
    count = teams.count()
    return TeamList(
        divisions=tuple(
            (
                division,
                tuple(
                    Listed(t.slug, t.name, t.purpose, tuple(leads[t.pk]), t.people, t.last) for t in members
                ),
            )
            for division, members in groupby(on_page, key=lambda team: team.division)
        ),
        count=count,
        page=page,
        pages=-(-count // TEAMS_PER_PAGE),
    )


def _leads(teams: Iterable[Team]) -> dict[int, list[str]]:
    """Names by team; of the page's teams alone, which are few."""
    leads: dict[int, list[str]] = defaultdict(list)
    led = Membership.objects.filter(role=Membership.Role.LEAD, team__in=[team.pk for team in teams])
    for team, name in led.order_by("user__name").values_list("team", "user__name"):
        leads[team].append(name)
    return leads


def team_page(team: Team, today: date) -> TeamPage:
    """In a fixed number of statements."""
    known = moments(today)
    moment = known[0] if known else None
    shown = list(reversed(known[:TREND_CYCLES]))
    earlier = before(known, moment) if moment else None
    rows = _snapshots(team, [m.day for m in (*shown, *([earlier] if earlier else []))])
    now = rows.get((moment.day, "")) if moment and moment.day else None
    titles = _dimension_titles(now.version_id if now else moment.version_id if moment else 0)
    return TeamPage(
        team=team,
        memberships=tuple(team.memberships.select_related("user").order_by("role", "user__name")),
        moment=moment,
        standing=_standing(now, rows, earlier) if now else None,
        weakest=_weakest(rows, now, titles),
        trend=_trend(rows, shown, titles),
        gaps=_gaps(now.submission_id) if now else (),
        submissions=_submissions(team),
    )


def open_cycle() -> Cycle | None:
    """The newest cycle that takes answers."""
    return Cycle.objects.filter(state=Cycle.State.OPEN).order_by("-opens", "-id").first()


def has_begun(team: Team, cycle: Cycle) -> bool:
    """Whether the team has an assessment in the cycle."""
    return Assessment.objects.filter(team=team, cycle=cycle).exists()


def _snapshots(team: Team, days: Iterable[date | None]) -> dict[tuple[date, str], Snapshot]:
    found = Snapshot.objects.filter(team=team, day__in={day for day in days if day}).select_related("version")
    return {(row.day, row.dimension_key): row for row in found}


def _standing(now: Snapshot, rows: dict[tuple[date, str], Snapshot], earlier: Moment | None) -> Standing:
    then = rows.get((earlier.day, "")) if earlier and earlier.day and earlier.day < now.day else None
    everyone = Snapshot.objects.filter(day=now.day, dimension_key="").order_by()
    return Standing(
        figures=now,
        state=scoring.state_of(now),
        change=_change(now, then) if then else None,
        earlier=earlier,
        everyone=scoring.group_figure(everyone.values_list("score", flat=True)),
    )


def _change(now: Snapshot, then: Snapshot) -> scoring.Change:
    same = now.version_id == then.version_id
    return scoring.change(
        now.score, then.score, same, same or _same_practices(now.version_id, then.version_id)
    )


def _same_practices(one: int, other: int) -> bool:
    found: dict[int, set[tuple[str, str]]] = {one: set(), other: set()}
    keys = Practice.objects.filter(version__in=(one, other)).order_by()
    for version, dimension, key in keys.values_list("version", "dimension__key", "key"):
        found[version].add((dimension, key))
    return found[one] == found[other]


def _dimension_titles(version: int) -> dict[str, str]:
    return dict(Dimension.objects.filter(version=version).order_by("position").values_list("key", "title"))


def _weakest(
    rows: dict[tuple[date, str], Snapshot], now: Snapshot | None, titles: dict[str, str]
) -> tuple[str, str, int] | None:
    """Key, title and score of the dimension with the lowest score; the first of equals."""
    scored = [
        (key, title, row.score)
        for key, title in titles.items()
        if now and (row := rows.get((now.day, key))) and row.score is not None
    ]
    return min(scored, key=lambda found: found[2], default=None)


def _trend(rows: dict[tuple[date, str], Snapshot], shown: Sequence[Moment], titles: dict[str, str]) -> Trend:
    def line(key: str, name: str) -> TrendLine:
        at = [rows.get((m.day, key)) if m.day else None for m in shown]
        return TrendLine(name, tuple(row.score if row else None for row in at))

    versions = [row.version if m.day and (row := rows.get((m.day, ""))) else None for m in shown]
    return Trend(
        labels=tuple(m.name for m in shown),
        lines=tuple(line(key, title) for key, title in titles.items()),
        overall=line("", "Overall"),
        marks=tuple(
            (n, f"model version {new.number}")
            for n, (old, new) in enumerate(pairwise(versions), start=1)
            if old and new and old != new
        ),
    )


def _gaps(submission: int) -> tuple[Gap, ...]:
    """The largest first; of equal ones, those that weigh more."""
    below = SubmittedAnswer.objects.filter(submission=submission, level__lt=F("target"))
    rows = below.order_by(
        F("level") - F("target"), "-practice__weight", "practice__dimension__position", "practice__position"
    ).values_list(
        "practice__title",
        "practice__dimension__key",
        "practice__dimension__title",
        "practice__weight",
        "level",
        "target",
    )
    return tuple(
        Gap(title, key, dimension, weight, level or 0, target or 0)
        for title, key, dimension, weight, level, target in rows[:GAPS_SHOWN]
    )


def _submissions(team: Team) -> tuple[Submission, ...]:
    found = Submission.objects.filter(team=team).select_related("assessment__cycle", "submitted_by")
    return tuple(found.order_by("-submitted_at", "-id")[:SUBMISSIONS_SHOWN])
