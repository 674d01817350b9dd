"""How far teams' drafts are."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count

from maturity.models import Answer, Cycle
from maturity.models.assessment import ANSWERED, UNCONFIRMED


@dataclass(frozen=True, slots=True)
class DraftProgress:
    """Practices asked, those with an answer ("not applicable" included), and those carried and not confirmed."""

    practices: int = 0
    answered: int = 0
    unconfirmed: int = 0


NOT_STARTED = DraftProgress()


def draft_progress(
    cycles: Collection[Cycle], teams: Collection[int] | None = None
) -> dict[tuple[int, int], DraftProgress]:
    """By cycle and team, of what was started; of all teams where none are named (ids). One statement."""
    answers = Answer.objects.filter(assessment__cycle__in=cycles)
    rows = (
        (answers if teams is None else answers.filter(assessment__team__in=teams))
        .order_by()
        .values_list("assessment__cycle", "assessment__team")
        .annotate(
            practices=Count("pk"),
            answered=Count("pk", filter=ANSWERED),
            unconfirmed=Count("pk", filter=UNCONFIRMED),
        )
    )
    return {(cycle, team): DraftProgress(*counts) for cycle, team, *counts in rows}
