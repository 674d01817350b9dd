"""A team's working copy, as its pages show it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.http import Http404

from common.decisions import ChangedSince
from maturity.models import (
    Answer,
    Assessment,
    Cycle,
    Evidence,
    LevelCriterion,
    Practice,
    Reference,
    Submission,
)
from maturity.models.assessment import ANSWERED, UNCONFIRMED
from maturity.queries.set_aside import HAS_SET_ASIDE, SetAside, SetAsideByKey, set_aside_of
from maturity.queries.votes import NO_VOTES, PracticeVotes, votes_of
from teams.models import Membership, Team, User

_CHANGED = (
    Q(level__lt=F("carried_from__level"))
    | Q(level__gt=F("carried_from__level"))
    | Q(level__isnull=True, carried_from__level__isnull=False)
    | Q(level__isnull=False, carried_from__isnull=False, carried_from__level__isnull=True)
    | Q(not_applicable=True, carried_from__not_applicable=False)
    | Q(not_applicable=False, carried_from__not_applicable=True)
)


class Show(StrEnum):
    """Which practices of the whole assessment a page lists; the values stand in its address.

    Changed is what says another level than last time, or another word on whether the practice applies.
    """

    ALL = "all"
    UNANSWERED = "unanswered"
    UNCONFIRMED = "unconfirmed"
    CHANGED = "changed"


_SHOWN = {
    Show.ALL: Q(),
    Show.UNANSWERED: ~ANSWERED,
    Show.UNCONFIRMED: UNCONFIRMED,
    Show.CHANGED: _CHANGED,
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person stands: a team's part in a cycle. `role` is theirs in the team; `submitted` the newest number."""

    team: Team
    cycle: Cycle
    role: str | None
    assessment: Assessment | None
    submitted: int

    @property
    def is_being_corrected(self) -> bool:
        return self.assessment is not None and self.assessment.correction_is_open


@dataclass(frozen=True, slots=True)
class Step:
    """A dimension in the rail, with counts of its practices, and of how often their answers were saved.

    Not applicable counts as answered.
    """

    key: str
    title: str
    practices: int
    answered: int
    unconfirmed: int
    changed: int
    saves: int

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
    def changed(self) -> int:
        return sum(step.changed for step in self.steps)

    @property
    def left(self) -> int:
        return self.practices - self.answered

    @property
    def saves(self) -> int:
        """Only ever grows: of two of a draft's counts, which is the later."""
        return sum(step.saves for step in self.steps)


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One practice with its rubric, and what the team says about it. `criteria` has level 0 first."""

    answer: Answer
    criteria: tuple[str, ...]
    references: tuple[Reference, ...]
    evidence: tuple[Evidence, ...]
    votes: PracticeVotes = NO_VOTES
    set_aside: tuple[SetAside, ...] = ()


def find_place(user: User, team_slug: str, cycle_slug: str) -> Place:
    """One statement where the assessment was started, three where not. Http404 without such a team or cycle."""
    role = Membership.objects.filter(user=user, team__slug=team_slug).order_by().values("role")[:1]
    newest = Submission.objects.filter(assessment=OuterRef("pk")).order_by("-number").values("number")[:1]
    assessment = (
        Assessment.objects.filter(team__slug=team_slug, cycle__slug=cycle_slug)
        .select_related("team", "cycle__version")
        .annotate(role=Subquery(role), submitted=Subquery(newest), has_set_aside=HAS_SET_ASIDE)
        .order_by("pk")
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
            answered=Count("pk", filter=ANSWERED),
            unconfirmed=Count("pk", filter=UNCONFIRMED),
            changed=Count("pk", filter=_CHANGED),
            saves=Sum("version"),
        )
    )
    return Progress(tuple(Step(*row) for row in rows))


def answers_of(assessment: Assessment, dimension_key: str) -> list[AnswerRow]:
    """The dimension's practices in their order: four statements, the votes, and what was set aside, however many."""
    rows = _answers(assessment).filter(practice__dimension__key=dimension_key)
    return _rows(rows, votes_of(assessment), set_aside_of(assessment))


def shown_answers(assessment: Assessment, show: Show) -> list[AnswerRow]:
    """The practices of every dimension that `show` names, in their order: as many statements as for one dimension."""
    return _rows(_answers(assessment).filter(_SHOWN[show]), votes_of(assessment), set_aside_of(assessment))


def find_answer(assessment: Assessment, practice_id: int) -> Answer:
    """One practice's answer with all that its article says of it.

    Http404 where the assessment does not ask it; ChangedSince where another version of its model did, from which the
    cycle may have moved while a page was open.
    """
    answer = _answers(assessment).filter(practice_id=practice_id).order_by("pk").first()
    if answer is None:
        if Practice.objects.filter(pk=practice_id, version__model=assessment.cycle.version.model_id).exists():
            cycle = assessment.cycle
            raise ChangedSince(
                f"{cycle.name} now asks {cycle.version}, so this was not saved."
                " Reload this page; what you had saved is kept."
            )
        raise Http404("This assessment has no such practice.")
    answer.assessment = assessment
    return answer


def answer_row(answer: Answer) -> AnswerRow:
    """The row of an answer that `find_answer` gave, as it stands after a save: three statements, and the same."""
    return _rows([answer], votes_of(answer.assessment), set_aside_of(answer.assessment))[0]


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


def _rows(
    answers: Iterable[Answer], votes: dict[int, PracticeVotes], set_aside: SetAsideByKey
) -> list[AnswerRow]:
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
            replace(votes.get(answer.practice_id, NO_VOTES), level=answer.level),
            set_aside.get(answer.practice.key, ()),
        )
        for answer in answers
    ]
