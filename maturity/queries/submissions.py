"""What a team handed in."""

from dataclasses import dataclass

from django.db.models import F
from django.http import Http404

from maturity import scoring
from maturity.models import Submission, SubmittedAnswer
from maturity.queries.cells import EvidenceLink, evidence_links, scored_answer
from teams.models import Team


def newest_submission(team: Team) -> Submission | None:
    """The team's newest submission of any cycle, with its model version."""
    rows = team.submissions.select_related("version").order_by("-submitted_at", "-id")
    return rows.first()


@dataclass(frozen=True, slots=True)
class SubmittedPractice:
    """`level_name` is "2 · Managed", `criterion` the words that the team chose; both empty without a level."""

    title: str
    level: int | None
    level_name: str
    criterion: str
    target_name: str
    evidence: tuple[EvidenceLink, ...]
    answer: SubmittedAnswer


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
    def figures(self) -> scoring.Figures:
        return scoring.overall_figures((1, dimension.figures) for dimension in self.dimensions)


def submission_page(team_slug: str, cycle_slug: str, number: int) -> SubmissionPage:
    """Four statements, whatever the size. Http404 where there is no such submission."""
    assessment = {"assessment__team__slug": team_slug, "assessment__cycle__slug": cycle_slug}
    submission = (
        Submission.objects.filter(number=number, **assessment)
        .select_related("assessment__cycle", "team", "version", "submitted_by")
        .first()
    )
    if submission is None:
        raise Http404("There is no such submission.")
    numbers = submission.assessment.submissions.order_by("-number").values_list("number", flat=True)
    return SubmissionPage(submission, _dimensions(submission), tuple(numbers))


def _dimensions(submission: Submission) -> tuple[SubmittedDimension, ...]:
    criteria = _chosen_criteria(submission)
    found: dict[str, tuple[str, list[SubmittedPractice]]] = {}
    for answer in submission.answers.select_related("practice__dimension"):
        dimension = answer.practice.dimension
        practice = _practice(answer, submission.version.scale, criteria.get(answer.practice_id, ""))
        found.setdefault(dimension.key, (dimension.title, []))[1].append(practice)
    return tuple(_dimension(key, title, rows) for key, (title, rows) in found.items())


def _dimension(key: str, title: str, rows: list[SubmittedPractice]) -> SubmittedDimension:
    figures = scoring.dimension_figures(scored_answer(row.answer) for row in rows)
    return SubmittedDimension(key, title, tuple(rows), figures)


def _chosen_criteria(submission: Submission) -> dict[int, str]:
    """The text of each chosen level, by practice."""
    rows = submission.answers.filter(practice__criteria__level=F("level")).order_by()
    return dict(rows.values_list("practice_id", "practice__criteria__text"))


def _practice(answer: SubmittedAnswer, scale: list[str], criterion: str) -> SubmittedPractice:
    return SubmittedPractice(
        title=answer.practice.title,
        level=answer.level,
        level_name=level_name(answer.level, scale),
        criterion=criterion,
        target_name=level_name(answer.target, scale),
        evidence=evidence_links(answer.evidence),
        answer=answer,
    )


def level_name(level: int | None, scale: list[str]) -> str:
    """ "2 · Managed"; empty without a level."""
    return "" if level is None else f"{level} · {scale[level]}"
