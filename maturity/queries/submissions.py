"""What a team handed in."""

from dataclasses import dataclass

from django.db.models import F
from django.http import Http404

from maturity import scoring
from maturity.answering import why_not_applicable
from maturity.before_submitting import Concern
from maturity.models import Cycle, Submission, SubmittedAnswer
from maturity.quarters import target_quarter_name
from maturity.queries.submitted_answers import EvidenceLink, evidence_links, scored_answer
from teams.models import Team


def newest_submission(team: Team) -> Submission | None:
    """The team's newest submission of any cycle, with its model version."""
    rows = team.submissions.select_related("version").order_by("-submitted_at", "-id")
    return rows.first()


def submitted_since(team: Team, cycle: Cycle) -> str:
    """The name of the newest later cycle in which the team has submitted; empty where there is none."""
    later = team.submissions.filter(assessment__cycle__opens__gt=cycle.opens)
    names = later.order_by("-assessment__cycle__opens").values_list("assessment__cycle__name", flat=True)
    return names.first() or ""


@dataclass(frozen=True, slots=True)
class SubmittedPractice:
    """`level_name` is "2 · Managed", `criterion` the words that the team chose; both empty without a level.

    `why_not` is why it does not apply, `target_by` the quarter of the target ("2027 Q1"), both empty without.
    `concerns` are those that were open when it was submitted, as they were recorded then.
    """

    title: str
    level: int | None
    level_name: str
    criterion: str
    why_not: str
    target_name: str
    target_by: str
    evidence: tuple[EvidenceLink, ...]
    answer: SubmittedAnswer
    concerns: tuple[Concern, ...]


@dataclass(frozen=True, slots=True)
class SubmittedDimension:
    key: str
    title: str
    practices: tuple[SubmittedPractice, ...]
    figures: scoring.Figures


@dataclass(frozen=True, slots=True)
class SubmissionPage:
    """A submission with all its answers; `numbers` are those of the same assessment, newest first.

    Of `figures` the page reads the counts alone, in which dimensions' weights play no part.
    """

    submission: Submission
    dimensions: tuple[SubmittedDimension, ...]
    numbers: tuple[int, ...]

    @property
    def earlier(self) -> tuple[int, ...]:
        return tuple(number for number in self.numbers if number < self.submission.number)

    @property
    def left_open(self) -> list[tuple[Concern, int]]:
        """What was open in how many practices, as it was recorded."""
        recorded = self.submission.left_open
        return [(concern, len(recorded[concern.value])) for concern in Concern if recorded.get(concern.value)]

    @property
    def figures(self) -> scoring.Figures:
        return scoring.overall_figures((1, dimension.figures) for dimension in self.dimensions)


def find_submission(team_slug: str, cycle_slug: str, number: int | None = None) -> Submission:
    """The newest of the team in that cycle where no number is named; Http404 where there is none."""
    found = Submission.objects.filter(assessment__team__slug=team_slug, assessment__cycle__slug=cycle_slug)
    if number is not None:
        found = found.filter(number=number)
    rows = found.select_related("assessment__cycle", "team", "version", "submitted_by")
    submission = rows.order_by("-number").first()
    if submission is None:
        raise Http404("There is no such submission.")
    return submission


def submission_before(submission: Submission) -> Submission | None:
    """The team's last word in the cycle before, of those in which it submitted."""
    earlier = submission.team.submissions.filter(
        assessment__cycle__opens__lt=submission.assessment.cycle.opens
    )
    rows = earlier.select_related("assessment__cycle", "version")
    return rows.order_by("-assessment__cycle__opens", "-number").first()


def submission_page(team_slug: str, cycle_slug: str, number: int) -> SubmissionPage:
    """Four statements, whatever the size. Http404 where there is no such submission."""
    submission = find_submission(team_slug, cycle_slug, number)
    numbers = submission.assessment.submissions.order_by("-number").values_list("number", flat=True)
    return SubmissionPage(submission, _dimensions(submission), tuple(numbers))


def _dimensions(submission: Submission) -> tuple[SubmittedDimension, ...]:
    criteria = _chosen_criteria(submission)
    found: dict[str, tuple[str, list[SubmittedPractice]]] = {}
    for answer in submission.answers.select_related("practice__dimension"):
        dimension = answer.practice.dimension
        practice = _practice(answer, submission, criteria.get(answer.practice_id, ""))
        found.setdefault(dimension.key, (dimension.title, []))[1].append(practice)
    return tuple(_dimension(key, title, rows) for key, (title, rows) in found.items())


def _dimension(key: str, title: str, rows: list[SubmittedPractice]) -> SubmittedDimension:
    figures = scoring.dimension_figures(scored_answer(row.answer) for row in rows)
    return SubmittedDimension(key, title, tuple(rows), figures)


def _chosen_criteria(submission: Submission) -> dict[int, str]:
    """The text of each chosen level, by practice."""
    rows = submission.answers.filter(practice__criteria__level=F("level")).order_by()
    return dict(rows.values_list("practice_id", "practice__criteria__text"))


def _practice(answer: SubmittedAnswer, submission: Submission, criterion: str) -> SubmittedPractice:
    scale = submission.version.scale
    return SubmittedPractice(
        title=answer.practice.title,
        level=answer.level,
        level_name=level_name(answer.level, scale),
        criterion=criterion,
        why_not=why_not_applicable(answer.not_applicable_because, answer.not_applicable_reason),
        target_name=level_name(answer.target, scale),
        target_by=target_quarter_name(answer.target_by, submission.assessment.cycle.slug),
        evidence=evidence_links(answer.evidence),
        answer=answer,
        concerns=_recorded(answer, submission.left_open),
    )


def _recorded(answer: SubmittedAnswer, left_open: dict[str, list[str]]) -> tuple[Concern, ...]:
    """An answer says by itself that it is unanswered, or carried and not confirmed, whenever it was submitted."""
    key, unconfirmed = answer.practice.key, answer.carried and not answer.confirmed
    return tuple(
        concern
        for concern in Concern
        if concern != Concern.UNANSWERED
        and (key in left_open.get(concern.value, ()) or (concern == Concern.UNCONFIRMED and unconfirmed))
    )


def spoken_level(level: int | None, not_applicable: bool, scale: list[str]) -> str:
    """ "2 · Managed", "not applicable" or "not answered"."""
    return "not applicable" if not_applicable else level_name(level, scale) or "not answered"


def level_name(level: int | None, scale: list[str]) -> str:
    """ "2 · Managed"; empty without a level."""
    return "" if level is None else f"{level} · {scale[level]}"
