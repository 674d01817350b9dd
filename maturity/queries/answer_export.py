"""Every answer that somebody may read, as rows of a spreadsheet that can be brought in again."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import batched, chain
from typing import Any, NamedTuple

from django.db.models import OuterRef, Q, QuerySet, Subquery

from common.spreadsheets.sheet import Cell
from maturity.answer_rows import NOT_APPLICABLE, Link, link_lines
from maturity.models import Answer, Assessment, Cycle, Submission, SubmittedAnswer
from maturity.queries.stored_answers import links_in, links_of_rows
from teams.models import Membership, User
from teams.policies import may_administer, oversees

AT_ONCE = 50
_CONTENT = (
    "practice__key", "level", "not_applicable", "not_applicable_because", "not_applicable_reason", "note", "target",
    "target_by",
)  # fmt: skip


class _Source(NamedTuple):
    """`submission` is None where the working copy is what counts."""

    assessment: int
    cycle: str
    team: str
    submission: int | None
    submitted_on: date | None


def exported_answers(user: User, today: date) -> Iterator[tuple[Cell, ...]]:
    """Of each team and cycle, the oldest first: the working copy where it may still be changed and read, or else what
    was submitted last. Columns are team, cycle, practice, and `maturity.answer_rows.COLUMNS`.
    """
    for some in batched(_sources(user, today), AT_ONCE):
        rows = chain(_drafts(some), _submitted(some))
        for _, cells in sorted(rows, key=lambda row: row[0]):
            yield cells


def _sources(user: User, today: date) -> Iterator[_Source]:
    working = _may_change(today) & _may_read(user)
    newest = Submission.objects.filter(assessment=OuterRef("pk")).order_by("-number")
    rows = Assessment.objects.annotate(
        newest=Subquery(newest.values("pk")[:1]), day=Subquery(newest.values("day")[:1])
    ).order_by("cycle__opens", "cycle", "team__name", "team")
    copies = set(Assessment.objects.filter(working).values_list("pk", flat=True))
    columns = ("pk", "cycle__slug", "team__slug", "newest", "day")
    for pk, cycle, team, submission, day in rows.values_list(*columns).iterator():
        if pk in copies:
            yield _Source(pk, cycle, team, None, None)
        elif submission:
            yield _Source(pk, cycle, team, submission, day)


def _may_change(today: date) -> Q:
    """In cycles that are not over, or while a correction is open; see `maturity.policies.is_over`."""
    runs = Q(cycle__state=Cycle.State.OPEN, cycle__closes__gte=today) | Q(cycle__state=Cycle.State.PLANNED)
    return runs | Q(correction_opened_at__isnull=False)


def _may_read(user: User) -> Q:
    """See `maturity.policies.may_see_draft`."""
    if may_administer(user):
        return Q()
    own = Q(team__in=Membership.objects.filter(user=user).values("team"))
    return own | Q(correction_opened_at__isnull=False) if oversees(user) else own


type _Placed = tuple[tuple[int, int], tuple[Cell, ...]]


def _drafts(sources: Sequence[_Source]) -> Iterator[_Placed]:
    places = {each.assessment: n for n, each in enumerate(sources) if each.submission is None}
    rows = _ordered(Answer.objects.filter(assessment__in=places), "assessment_id", "pk")
    links = links_of_rows([row[1] for row in rows])
    for n, (assessment, pk, *content) in enumerate(rows):
        place = places[assessment]
        yield (place, n), _cells(sources[place], content, links[pk], None)


def _submitted(sources: Sequence[_Source]) -> Iterator[_Placed]:
    places = {each.submission: n for n, each in enumerate(sources) if each.submission is not None}
    rows = _ordered(
        SubmittedAnswer.objects.filter(submission__in=places), "submission_id", "evidence", "vouched_on"
    )
    for n, (submission, evidence, vouched_on, *content) in enumerate(rows):
        place = places[submission]
        yield (place, n), _cells(sources[place], content, links_in(evidence), vouched_on)


def _ordered(rows: "QuerySet[Any]", *columns: str) -> list[tuple[Any, ...]]:
    rows = rows.order_by("practice__dimension__position", "practice__position")
    return list(rows.values_list(*columns, *_CONTENT))


def _cells(
    source: _Source, content: Sequence[Any], links: Iterable[Link], answered_on: date | None
) -> tuple[Cell, ...]:
    practice, level, excluded, because, reason, note, target, target_by = content
    return (
        source.team,
        source.cycle,
        practice,
        NOT_APPLICABLE if excluded else level,
        because,
        reason,
        note,
        target,
        target_by,
        link_lines(tuple(links)),
        answered_on,
        source.submitted_on,
    )
