"""The list of teams, and one team's page: who is in it, where it stands, how that moved, and what is furthest off."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Count, F, Max, OuterRef, Q, Subquery
from django.shortcuts import get_object_or_404

from maturity import scoring
from maturity.models import Assessment, Cycle, Snapshot, Submission, SubmittedAnswer
from maturity.queries.matrix_rows import Keys, practice_keys
from maturity.queries.moments import Moment, before, moments
from maturity.queries.trends import Trend, asked_versions, team_days, team_trend
from teams.models import Division, Membership, Team, User

TEAMS_PER_PAGE = 500
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
    """`moment` is the newest cycle, `open` the newest that takes answers; None where there is none.

    Leads and people are the team's memberships.
    """

    team: Team
    memberships: tuple[Membership, ...]
    moment: Moment | None
    open: Moment | None
    standing: Standing | None
    weakest: tuple[str, str, int] | None
    trend: Trend | None
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


def find_team(slug: str) -> tuple[Team, int | None]:
    """The team with its division, and of the open cycles in which it has an assessment the newest one's id."""
    begun = Assessment.objects.filter(team=OuterRef("pk"), cycle__state=Cycle.State.OPEN)
    newest = begun.order_by("-cycle__opens", "-cycle").values("cycle")[:1]
    teams = Team.objects.select_related("division").annotate(begun=Subquery(newest))
    team = get_object_or_404(teams, slug=slug)
    return team, team.begun  # type: ignore[attr-defined]  # annotated


def team_page(team: Team, today: date) -> TeamPage:
    """In six statements."""
    known = moments(today)
    moment = known[0] if known else None
    earlier = before(known, moment) if moment else None
    rows, everyone = _snapshots(team, moment, {each.day for each in (moment, earlier) if each}, known, today)
    now = rows.get((moment.day, "")) if moment and moment.day else None
    submissions = _submissions(team)
    keys = practice_keys({*asked_versions(known), *(each.version_id for each in submissions)})
    titles = dict(keys.dimensions(now.version_id)) if now else {}
    return TeamPage(
        team=team,
        memberships=tuple(team.memberships.select_related("user").order_by("role", "user__name")),
        moment=moment,
        open=next((each for each in known if each.is_open), None),
        standing=_standing(now, rows, everyone, earlier, keys) if now else None,
        weakest=_weakest(rows, now, titles),
        trend=team_trend(team, known, rows.values(), submissions, keys, today) if known else None,
        gaps=_gaps(now.submission_id) if now else (),
        submissions=submissions[:SUBMISSIONS_SHOWN],
    )


def _snapshots(
    team: Team, moment: Moment | None, days: set[date | None], known: list[Moment], today: date
) -> tuple[dict[tuple[date, str], Snapshot], list[int | None]]:
    """The team's rows of these days and of its trend's, and every team's overall score at the moment."""
    wanted = {day for day in days if day} | team_days(known, today)
    overall = Q(day=moment.day, dimension_key="") if moment and moment.day else Q(pk=None)
    found = list(Snapshot.objects.filter(Q(team=team, day__in=wanted) | overall).order_by())
    return (
        {(row.day, row.dimension_key): row for row in found if row.team_id == team.pk},
        [row.score for row in found if moment and row.day == moment.day and not row.dimension_key],
    )


def _standing(
    now: Snapshot,
    rows: dict[tuple[date, str], Snapshot],
    everyone: list[int | None],
    earlier: Moment | None,
    keys: Keys,
) -> Standing:
    then = rows.get((earlier.day, "")) if earlier and earlier.day and earlier.day < now.day else None
    return Standing(
        figures=now,
        state=scoring.state_of(now),
        change=_change(now, then, keys) if then else None,
        earlier=earlier,
        everyone=scoring.group_figure(everyone),
    )


def _change(now: Snapshot, then: Snapshot, keys: Keys) -> scoring.Change:
    same = now.version_id == then.version_id
    return scoring.change(now.score, then.score, same, same or keys.same(now.version_id, then.version_id, ""))


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
    """All of them, the newest first."""
    found = Submission.objects.filter(team=team).select_related(
        "assessment__cycle", "submitted_by", "version", "team"
    )
    return tuple(found.order_by("-submitted_at", "-id"))
