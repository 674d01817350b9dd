"""A team's working copy, as its pages show it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Max, Q, QuerySet, Subquery
from django.http import Http404

from maturity.models import Answer, Assessment, Cycle, Evidence, LevelCriterion, Reference
from maturity.quarters import Quarter
from teams.models import Membership, Team, User

_ANSWERED = Q(level__isnull=False) | Q(not_applicable=True)
_UNCONFIRMED = _ANSWERED & Q(carried_from__isnull=False, confirmed_at__isnull=True)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person stands: a team's part in a cycle. `role` is theirs in the team; `submitted` the newest number."""

    team: Team
    cycle: Cycle
    role: str | None
    assessment: Assessment | None
    submitted: int


@dataclass(frozen=True, slots=True)
class Step:
    """A dimension in the rail, with counts of its practices. Not applicable counts as answered."""

    key: str
    title: str
    practices: int
    answered: int
    unconfirmed: int

    @property
    def is_done(self) -> bool:
        return self.answered == self.practices


@dataclass(frozen=True, slots=True)
class Progress:
    steps: tuple[Step, ...]

    @property
    def practices(self) -> int:
        return sum(step.practices for step in self.steps)

    @property
    def answered(self) -> int:
        return sum(step.answered for step in self.steps)

    @property
    def unconfirmed(self) -> int:
        return sum(step.unconfirmed for step in self.steps)

    @property
    def left(self) -> int:
        return self.practices - self.answered


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One practice with its rubric, and what the team says about it. `criteria` has level 0 first."""

    answer: Answer
    criteria: tuple[str, ...]
    references: tuple[Reference, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Left:
    """A practice that a submission would leave unanswered or unconfirmed."""

    practice_id: int
    title: str
    dimension_key: str
    dimension: str
    is_answered: bool


def find_place(user: User, team_slug: str, cycle_slug: str) -> Place:
    """One statement where the assessment was started, three where not. Http404 without such a team or cycle."""
    role = Membership.objects.filter(user=user, team__slug=team_slug).values("role")[:1]
    assessment = (
        Assessment.objects.filter(team__slug=team_slug, cycle__slug=cycle_slug)
        .select_related("team", "cycle__version")
        .annotate(role=Subquery(role), submitted=Max("submissions__number"))
        .first()
    )
    if assessment:
        return Place(
            assessment.team, assessment.cycle, assessment.role, assessment, assessment.submitted or 0
        )
    team = Team.objects.filter(slug=team_slug).annotate(role=Subquery(role)).first()
    cycle = Cycle.objects.filter(slug=cycle_slug).select_related("version").first()
    if team is None or cycle is None:
        raise Http404("There is no such assessment.")
    return Place(team, cycle, team.role, None, 0)


def progress(assessment: Assessment) -> Progress:
    rows = (
        Answer.objects.filter(assessment=assessment)
        .order_by("practice__dimension__position")
        .values_list("practice__dimension__key", "practice__dimension__title")
        .annotate(
            practices=Count("pk"),
            answered=Count("pk", filter=_ANSWERED),
            unconfirmed=Count("pk", filter=_UNCONFIRMED),
        )
    )
    return Progress(tuple(Step(*row) for row in rows))


def answers_of(assessment: Assessment, dimension_key: str) -> list[AnswerRow]:
    """The dimension's practices in their order: four statements, whatever their number."""
    return _rows(_answers(assessment).filter(practice__dimension__key=dimension_key))


def answer_row(assessment: Assessment, practice_id: int) -> AnswerRow:
    """One practice; Http404 where the assessment does not ask it."""
    rows = _rows(_answers(assessment).filter(practice_id=practice_id))
    if not rows:
        raise Http404("This assessment has no such practice.")
    return rows[0]


def left_before_submitting(assessment: Assessment) -> list[Left]:
    """What is unanswered, then what was carried and never confirmed, in the order of the model."""
    rows = (
        Answer.objects.filter(~_ANSWERED | _UNCONFIRMED, assessment=assessment)
        .select_related("practice__dimension")
        .order_by("practice__dimension__position", "practice__position")
    )
    return [
        Left(
            answer.practice_id,
            answer.practice.title,
            answer.practice.dimension.key,
            answer.practice.dimension.title,
            answer.is_answered,
        )
        for answer in rows
    ]


def target_by(cycle: Cycle) -> str:
    """The quarter by which targets are meant: the one after the cycle's; empty where its slug is no quarter."""
    try:
        return Quarter.parse(cycle.slug).next.name
    except ValueError:
        return ""


def days_left(cycle: Cycle, today: date) -> int:
    """Until the due day; negative after it."""
    return (cycle.due - today).days


def _answers(assessment: Assessment) -> QuerySet[Answer]:
    return (
        Answer.objects.filter(assessment=assessment)
        .select_related("practice__dimension", "saved_by", "carried_from")
        .annotate(carried_cycle=F("carried_from__submission__assessment__cycle__name"))
        .order_by("practice__dimension__position", "practice__position")
    )


def _rows(answers: Iterable[Answer]) -> list[AnswerRow]:
    answers = list(answers)
    practices = [answer.practice_id for answer in answers]
    criteria: dict[int, list[str]] = {pk: [] for pk in practices}
    rubric = LevelCriterion.objects.filter(practice__in=practices).order_by("practice_id", "level")
    for pk, text in rubric.values_list("practice_id", "text"):
        criteria[pk].append(text)
    references: dict[int, list[Reference]] = {pk: [] for pk in practices}
    for reference in Reference.objects.filter(practice__in=practices).order_by("position"):
        references[reference.practice_id].append(reference)
    evidence: dict[int, list[Evidence]] = {answer.pk: [] for answer in answers}
    for each in Evidence.objects.filter(answer__in=[answer.pk for answer in answers]):
        evidence[each.answer_id].append(each)
    return [
        AnswerRow(
            answer,
            tuple(criteria[answer.practice_id]),
            tuple(references[answer.practice_id]),
            tuple(evidence[answer.pk]),
        )
        for answer in answers
    ]
