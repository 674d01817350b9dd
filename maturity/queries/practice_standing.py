"""Where teams stand in one practice, from the newest submission of each."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, OuterRef, Q, Subquery

from maturity.models import ModelVersion, Submission, SubmittedAnswer
from maturity.queries.guide import Book
from teams.models import Team


@dataclass(frozen=True, slots=True)
class Standing:
    """How many teams said what. `rows` are pairs of words and teams, the levels first; `teams` are all there are.

    A team that answered on another scale than the book's is counted apart: its level is none of this scale.
    """

    rows: tuple[tuple[str, int], ...]
    submitted: int
    teams: int


def practice_standing(book: Book, practice: str, today: date) -> Standing:
    """As of `today`, over teams that are not archived. Three statements."""
    newest = (
        Submission.objects.filter(team=OuterRef("pk"), day__lte=today)
        .order_by("-submitted_at", "-id")
        .values("pk")[:1]
    )
    teams = Team.objects.filter(Q(archived_on=None) | Q(archived_on__gt=today))
    last = list(teams.annotate(newest=Subquery(newest)).values_list("newest", flat=True))
    submitted = [each for each in last if each is not None]
    said = _said(book, practice, submitted)
    levels = [(f"{n} · {name}", said[str(n)]) for n, name in enumerate(book.scale)]
    others = [
        ("not applicable", said["not applicable"]),
        ("not answered", said["not answered"]),
        ("on another scale", said["on another scale"]),
        ("not asked yet", len(submitted) - said.total()),
    ]
    rows = (*levels, *(row for row in others if row[1]))
    return Standing(rows, len(submitted), len(last))


def _said(book: Book, practice: str, submissions: list[int]) -> Counter[str]:
    """Teams by what they said, a level by its number. By key, which outlives an edition of the model."""
    same_scale = {
        pk
        for pk, scale in ModelVersion.objects.filter(model=book.model_id).values_list("pk", "scale")
        if tuple(scale) == book.scale
    }
    answers = SubmittedAnswer.objects.filter(
        submission__in=submissions, practice__key=practice, practice__version__model=book.model_id
    ).order_by()
    said: Counter[str] = Counter()
    for version, level, not_applicable, teams in answers.values_list(
        "practice__version", "level", "not_applicable", Count("pk")
    ):
        said[_words(level, not_applicable=not_applicable, is_same=version in same_scale)] += teams
    return said


def _words(level: int | None, *, not_applicable: bool, is_same: bool) -> str:
    if not_applicable:
        return "not applicable"
    if level is None:
        return "not answered"
    return str(level) if is_same else "on another scale"
