"""What rows of a spreadsheet of answers may name, looked up once: teams, cycles, practices, and what is there."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from common.days import organisation_day
from common.spreadsheets.values import BadCell, text
from maturity.answer_rows import Scale, quarter_in
from maturity.models import Assessment, ClosedFigures, Cycle, ModelVersion, Submission
from maturity.policies import is_over, may_answer, may_see_draft
from maturity.quarters import Quarter
from teams.models import Membership, Team, User
from teams.policies import may_administer

FIRST_YEAR = 2000


@dataclass(frozen=True, slots=True)
class Rubric:
    """A model version as rows name it. `keys` and `half_lives` go by practice id, in the order of the model."""

    version: ModelVersion
    scale: Scale
    keys: Mapping[int, str]
    half_lives: Mapping[int, int]
    named: Mapping[str, tuple[int, ...]]

    def practice(self, cell: object) -> int:
        """The id of the practice with this key or, where it is one practice's alone, this title."""
        if isinstance(cell, str) and len(found := self.named.get(cell, ())) == 1:  # the usual case, at once
            return found[0]
        words = text(cell)
        found = self.named.get(words.casefold(), ())
        if len(found) == 1:
            return found[0]
        if not words:
            raise BadCell("Write the key of the practice.")
        if found:
            keys = ", ".join(self.keys[pk] for pk in found)
            raise BadCell(f"Several practices are called “{words[:60]}”. Write the key of one: {keys}.")
        raise BadCell(
            f"{self.version} has no practice “{words[:60]}”. Write its key or its title as the guide has it."
        )


@dataclass(slots=True)
class Round:
    """A team in a cycle. Rows of it fill its `draft`, or are compared with its submission, or become its first one.

    `latest` is the last day that anything may be dated, `refusal` why nothing may be changed, `hidden` that not even
    what is there may be told; `is_told` that somebody was told so. What follows sums its rows up: the practices that
    they name, and of a first submission where it begins, whether it answers anything, and its days.
    """

    team: Team
    cycle: Cycle
    rubric: Rubric
    latest: date
    draft: bool = False
    assessment: int | None = None
    submission: int | None = None
    submitted_on: date | None = None
    refusal: str = ""
    hidden: bool = False
    seen: set[int] = field(default_factory=set)
    is_told: bool = False
    first_row: int = 0
    is_answered: bool = False
    newest_submitted: date | None = None
    newest_answered: date | None = None
    head: Mapping[str, str] = field(init=False)
    """Its team and its cycle as a preview names them in each of its rows."""

    def __post_init__(self) -> None:
        news = f" (new: asks {self.cycle.version})" if is_to_come(self.cycle) else ""
        self.head = {"team": self.team.name, "cycle": f"{self.cycle.name}{news}"}

    @property
    def is_first(self) -> bool:
        """Its rows become the team's first submission in a cycle that is over."""
        return not self.draft and self.submission is None and not self.refusal

    @property
    def day(self) -> date:
        """Of a first submission: that which the rows say, or the day of the newest answer, or the cycle's last."""
        return self.newest_submitted or self.newest_answered or self.cycle.closes

    @property
    def is_new(self) -> bool:
        """Nothing is there that rows could be compared with."""
        return self.assessment is None and self.submission is None


class AnswerBook:
    """As `by` may use it at `now`; without `by` as Waymark itself. A few statements, and two for each cycle named."""

    def __init__(self, *, by: User | None, now: datetime) -> None:
        self.by, self.today = by, organisation_day(now)
        self._teams = _teams_by_name()
        self._roles = _roles(by)
        self._cycles = {cycle.slug: cycle for cycle in Cycle.objects.select_related("version__model")}
        self._named = {cycle.name.casefold(): cycle for cycle in self._cycles.values()}
        self._frozen = frozenset(ClosedFigures.objects.values_list("cycle_id", flat=True))
        self._rubrics: dict[int, Rubric] = {}
        self._held: dict[int, dict[int, tuple[Assessment, Submission | None]]] = {}
        self._rounds: dict[tuple[int, str], Round] = {}
        self._published: list[ModelVersion] | None = None

    def team(self, cell: object) -> Team:
        """The team with this slug or name."""
        words = text(cell)
        found = self._teams.get(words.casefold(), ())
        if len(found) == 1:
            return found[0]
        if not words:
            raise BadCell("Write the name of the team.")
        if found:
            slugs = ", ".join(team.slug for team in found)
            raise BadCell(f"Several teams are called “{words[:60]}”. Write one of: {slugs}.")
        raise BadCell(
            f"There is no team “{words[:60]}”. Write it as Waymark does, or bring the team in first."
        )

    def cycle(self, cell: object) -> Cycle:
        """The cycle with this slug or name; an unsaved one for a past quarter that has none."""
        words = text(cell)
        quarter = _quarter(words)
        slug = quarter.slug if quarter else words.casefold()
        known = self._cycles.get(slug) or self._named.get(words.casefold())
        if known is None:
            known = self._cycles[slug] = self._past_cycle(quarter, words)
        return known

    def round(self, team: Team, cycle: Cycle) -> Round:
        """The one object for this team and cycle."""
        key = (team.pk, cycle.slug)
        if key not in self._rounds:
            self._rounds[key] = self._looked_up(team, cycle)
        return self._rounds[key]

    def _past_cycle(self, quarter: Quarter | None, words: str) -> Cycle:
        if quarter is None:
            raise BadCell(f"“{words[:40]}” is no cycle. Write its quarter, like 2025-q3.")
        if quarter.last_day >= self.today:
            raise BadCell(f"There is no cycle {quarter.name}. An administrator opens it under Cycles first.")
        if quarter.year < FIRST_YEAR:
            raise BadCell(f"{quarter.name} is long ago. Cycles before {FIRST_YEAR} are not brought in.")
        return Cycle(
            slug=quarter.slug,
            name=quarter.name,
            version=self._version_then(quarter.last_day),
            opens=quarter.first_day,
            due=quarter.due_day(),
            closes=quarter.last_day,
            state=Cycle.State.CLOSED,
        )

    def _version_then(self, day: date) -> ModelVersion:
        """The one that was published last by that day; where none was, the newest of today."""
        if self._published is None:
            published = ModelVersion.objects.filter(state=ModelVersion.State.PUBLISHED)
            self._published = list(published.select_related("model").order_by("-published_at", "-id"))
        if not self._published:
            raise BadCell("No model version is published. Publish one first, then bring answers in.")
        by_then = (
            each
            for each in self._published
            if each.published_at and organisation_day(each.published_at) <= day
        )
        return next(by_then, self._published[0])

    def _looked_up(self, team: Team, cycle: Cycle) -> Round:
        assessment, submission = self._held_in(cycle).get(team.pk, (None, None))
        correcting = bool(assessment and assessment.correction_is_open)
        over = is_over(cycle, self.today)
        if not over or correcting:
            return self._draft(team, cycle, assessment, correcting=correcting)
        rubric = self.rubric(submission.version if submission else cycle.version)
        found = Round(team, cycle, rubric, latest=min(self.today, cycle.closes))
        if submission:
            found.submission, found.submitted_on = submission.pk, submission.day
        found.refusal = self._why_not_past(team, cycle, assessment, submission)
        return found

    def _draft(self, team: Team, cycle: Cycle, assessment: Assessment | None, *, correcting: bool) -> Round:
        role = self._roles.get(team.pk)
        may = may_answer(self.by, role, team=team, cycle=cycle, today=self.today, correcting=correcting)
        return Round(
            team,
            cycle,
            self.rubric(cycle.version),
            latest=self.today,
            draft=True,
            assessment=assessment.pk if assessment else None,
            refusal=may.reason,
            hidden=self.by is not None and not may_see_draft(self.by, role, correcting=correcting),
        )

    def _why_not_past(
        self, team: Team, cycle: Cycle, assessment: Assessment | None, submission: Submission | None
    ) -> str:
        """'' where rows may become the team's submission in a cycle that is over."""
        correct = f"Open a correction of {team.name} in {cycle.name}, import again, and submit it."
        if submission:
            return f"{cycle.name} is over, and {team.name} has submitted otherwise. {correct}"
        if assessment:
            return f"{cycle.name} is over, and {team.name} began it without submitting. {correct}"
        if cycle.pk in self._frozen:
            return f"{cycle.name} is over, and its figures are frozen. {correct}"
        if team.archived_on and team.archived_on <= cycle.closes:
            return f"{team.name} was archived before {cycle.name} ended. Leave its rows out."
        return "" if self.by is None else may_administer(self.by).reason

    def _held_in(self, cycle: Cycle) -> Mapping[int, tuple[Assessment, Submission | None]]:
        """What the cycle holds, by team: the assessment, and the newest submission of it."""
        if is_to_come(cycle):
            return {}
        if cycle.pk not in self._held:
            rows = Submission.objects.filter(assessment__cycle=cycle).order_by("number")
            newest = {
                each.assessment_id: each for each in rows.select_related("version__model").defer("left_open")
            }
            self._held[cycle.pk] = {
                each.team_id: (each, newest.get(each.pk)) for each in Assessment.objects.filter(cycle=cycle)
            }
        return self._held[cycle.pk]

    def rubric(self, version: ModelVersion) -> Rubric:
        if version.pk not in self._rubrics:
            self._rubrics[version.pk] = _rubric(version)
        return self._rubrics[version.pk]


def is_to_come(cycle: Cycle) -> bool:
    """No row yet: it comes with the first submission of it."""
    return not cycle.pk


def _quarter(words: str) -> Quarter | None:
    try:
        return quarter_in(words)
    except ValueError:
        return None


def _teams_by_name() -> Mapping[str, tuple[Team, ...]]:
    """A slug is one team's; so it goes before a name."""
    teams = list(Team.objects.order_by("pk"))
    named: dict[str, tuple[Team, ...]] = defaultdict(tuple)
    for team in teams:
        named[team.name.casefold()] += (team,)
    return {**named, **{team.slug: (team,) for team in teams}}


def _roles(by: User | None) -> Mapping[int, str]:
    if by is None:
        return {}
    return dict(Membership.objects.filter(user=by).order_by("-pk").values_list("team_id", "role"))


def _rubric(version: ModelVersion) -> Rubric:
    practices = list(version.practices.order_by("dimension__position", "position"))
    named: dict[str, tuple[int, ...]] = defaultdict(tuple)
    for practice in practices:
        named[practice.title.casefold()] += (practice.pk,)
    return Rubric(
        version=version,
        scale=Scale(version.scale),
        keys={practice.pk: practice.key for practice in practices},
        half_lives={practice.pk: practice.half_life_days for practice in practices},
        named={**named, **{practice.key: (practice.pk,) for practice in practices}},
    )
