"""What moving a cycle to another version would do, before it is done."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from maturity.models import Answer, Cycle, Evidence, ModelVersion
from maturity.moving import Move
from maturity.queries.cycle_planning import published_versions
from maturity.queries.questions import Asked, asked_by, move_between
from teams.models import Team

_GIVEN = Q(level__isnull=False) | Q(not_applicable=True)
_SAID = _GIVEN | ~Q(note="") | Q(target__isnull=False) | Q(has_evidence=True)


@dataclass(frozen=True, slots=True)
class TeamMove:
    """A team that started: of its answers, `again` were given under words that change, `removed` would be set aside."""

    team: Team
    again: int
    removed: int


@dataclass(frozen=True, slots=True)
class MovePreview:
    """Practices in the order of the version moved to; what is removed, in that of the version left.

    `teams` have started and lose an answer, `untouched` is the number of those that started and lose none.
    """

    cycle: Cycle
    version: ModelVersion
    move: Move
    kept: tuple[Asked, ...]
    asked_again: tuple[Asked, ...]
    new: tuple[Asked, ...]
    removed: tuple[Asked, ...]
    teams: tuple[TeamMove, ...]
    untouched: int

    @property
    def answers_again(self) -> int:
        return sum(row.again for row in self.teams)

    @property
    def answers_removed(self) -> int:
        return sum(row.removed for row in self.teams)


def versions_to_move_to(cycle: Cycle) -> QuerySet[ModelVersion]:
    """The other published versions of the cycle's model, the newest first."""
    return published_versions().filter(model=cycle.version.model_id).exclude(pk=cycle.version_id)


def move_preview(cycle: Cycle, version: ModelVersion) -> MovePreview:
    """Six statements, whatever the size."""
    before, after = asked_by(cycle.version), asked_by(version)
    move = move_between(before, after)
    counts = _counts(
        cycle, [before[key].pk for key in move.asked_again], [before[key].pk for key in move.removed]
    )
    teams = {team.pk: team for team in Team.objects.filter(pk__in=counts).select_related("division")}
    rows = [TeamMove(teams[team], *numbers) for team, numbers in counts.items()]
    losing = sorted((row for row in rows if row.again or row.removed), key=lambda row: row.team.name)
    return MovePreview(
        cycle=cycle,
        version=version,
        move=move,
        kept=tuple(after[key] for key in move.kept),
        asked_again=tuple(after[key] for key in move.asked_again),
        new=tuple(after[key] for key in move.new),
        removed=tuple(before[key] for key in move.removed),
        teams=tuple(losing),
        untouched=len(rows) - len(losing),
    )


def _counts(cycle: Cycle, again: Sequence[int], removed: Sequence[int]) -> dict[int, tuple[int, int]]:
    """By team that started: its answers to `again`, and all that it said of `removed`."""
    answers = Answer.objects.filter(assessment__cycle=cycle).order_by()
    rows = (
        answers.annotate(has_evidence=Exists(Evidence.objects.filter(answer=OuterRef("pk"))))
        .values("assessment__team")
        .annotate(
            again=Count("pk", filter=_GIVEN & Q(practice__in=again)),
            removed=Count("pk", filter=_SAID & Q(practice__in=removed)),
        )
    )
    return {row["assessment__team"]: (row["again"], row["removed"]) for row in rows}
