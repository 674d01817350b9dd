"""Moving a running cycle to another version of its model: nothing that a team said is lost."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, F, IntegerField, QuerySet, Value, When

from common.decisions import ChangedSince, DomainError
from common.services import service
from maturity.models import Answer, Assessment, Cycle, Evidence, ModelVersion, Vote
from maturity.moving import Move
from maturity.policies import may_move_cycle
from maturity.queries.questions import Asked, asked_by, move_between
from maturity.services.setting_aside import Row, set_aside
from teams.models import User
from teams.services import activity


@dataclass(frozen=True, slots=True)
class _Moving:
    """A move under way; `before` and `after` have the practices of both versions by key."""

    cycle: Cycle
    version: ModelVersion
    move: Move
    before: dict[str, Asked]
    after: dict[str, Asked]
    by: User | None
    now: datetime

    def left(self, keys: Iterable[str]) -> list[int]:
        """The practices of the version left, by their numbers."""
        return [self.before[key].pk for key in keys]

    def answers(self, keys: Iterable[str]) -> QuerySet[Answer]:
        return Answer.objects.filter(assessment__cycle=self.cycle, practice__in=self.left(keys)).order_by()

    def pointed(self, keys: Iterable[str]) -> Case | Value:
        """The practice of the same key in the version moved to, for an UPDATE."""
        pairs = ((self.before[key].pk, self.after[key].pk) for key in keys)
        return Case(*(When(practice=old, then=Value(new)) for old, new in pairs), output_field=IntegerField())


@service
def move_cycle(
    *, cycle: Cycle, version: ModelVersion, by: User | None, now: datetime, seen: int | None = None
) -> Move:
    """Let a planned or open cycle ask another published version of its model, and take every answer along.

    An unchanged question keeps its answer as it is. A reworded one is asked again: the level (or "not applicable") is
    set aside, while note, target and evidence stay; a target goes with its scale where that is another. All that was
    said of a removed practice is set aside. A new one starts empty. Open votes on what is no longer asked in these
    words are withdrawn. What was submitted stays as it is.

    `seen` is the number of the version from which the person meant to move: ChangedSince where it is another by now.
    A cycle that asks the version already stays as it is. DomainError where the version is not published or belongs to
    another model, or where the cycle is closed.
    """
    may_move_cycle(by).require()
    # Whoever starts an assessment waits here, and finds the version that is asked by then.
    Cycle.objects.select_for_update().values_list("pk").get(pk=cycle.pk)
    cycle = Cycle.objects.select_related("version__model").get(pk=cycle.pk)
    before, after = asked_by(cycle.version), asked_by(version)
    move = move_between(before, after)
    if cycle.version_id == version.pk:
        return move
    if seen is not None and seen != cycle.version_id:
        raise ChangedSince(f"{cycle.name} was moved to {cycle.version} meanwhile. Nothing was changed.")
    _require_possible(cycle, version)
    _carry_out(_Moving(cycle, version, move, before, after, by, now))
    return move


def _require_possible(cycle: Cycle, version: ModelVersion) -> None:
    if cycle.state == Cycle.State.CLOSED:
        raise DomainError(f"{cycle.name} is closed: it stays with {cycle.version}.")
    if version.state != ModelVersion.State.PUBLISHED:
        raise DomainError(f"{version} is not published. Publish it first.")
    if version.model_id != cycle.version.model_id:
        raise DomainError(f"{version} is of another model; a cycle that runs stays with its own.")


def _carry_out(moving: _Moving) -> None:
    """In this order: whoever submits or saves is waited for, then kept out until all is done."""
    assessments = list(
        Assessment.objects.filter(cycle=moving.cycle)
        .select_for_update(of=("self",))
        .select_related("team", "cycle")
        .order_by("pk")
    )
    set_aside = _set_aside(moving)
    _withdraw_votes(moving)
    _keep(moving)
    _ask_again(moving)
    _remove(moving)
    _add_new(moving, assessments)
    Cycle.objects.filter(pk=moving.cycle.pk).update(version=moving.version)
    _record(moving, assessments, set_aside)


def _set_aside(moving: _Moving) -> list[Row]:
    return set_aside(
        moving.cycle,
        removed=moving.left(moving.move.removed),
        reworded=moving.left(moving.move.asked_again),
        scale_changed=moving.move.scale_changed,
        now=moving.now,
    )


def _withdraw_votes(moving: _Moving) -> None:
    votes = Vote.objects.filter(assessment__cycle=moving.cycle)
    gone = moving.left((*moving.move.removed, *moving.move.asked_again))
    open_votes = votes.filter(practice__in=gone, revealed_at=None, withdrawn_at=None)
    open_votes.update(withdrawn_at=moving.now)
    if moving.move.kept:
        kept = votes.filter(practice__in=moving.left(moving.move.kept))
        kept.update(practice=moving.pointed(moving.move.kept))


def _keep(moving: _Moving) -> None:
    if moving.move.kept:
        moving.answers(moving.move.kept).update(practice=moving.pointed(moving.move.kept))


def _ask_again(moving: _Moving) -> None:
    """Each counts as saved once more, so that whoever answers the former words is told."""
    if not moving.move.asked_again:
        return
    emptied: dict[str, Any] = {
        "level": None,
        "not_applicable": False,
        "not_applicable_because": "",
        "not_applicable_reason": "",
        "carried_from": None,
        "confirmed_at": None,
        "saved_at": moving.now,
        "saved_by": moving.by,
        "version": F("version") + 1,
    }
    if moving.move.scale_changed:
        emptied |= {"target": None, "target_by": ""}
    again = moving.move.asked_again
    moving.answers(again).update(practice=moving.pointed(again), **emptied)


def _remove(moving: _Moving) -> None:
    Evidence.objects.filter(answer__in=moving.answers(moving.move.removed)).delete()
    moving.answers(moving.move.removed).delete()


def _add_new(moving: _Moving, assessments: Sequence[Assessment]) -> None:
    Answer.objects.bulk_create(
        Answer(assessment=assessment, practice_id=moving.after[key].pk, saved_at=moving.now)
        for assessment in assessments
        for key in moving.move.new
    )


def _record(moving: _Moving, assessments: Sequence[Assessment], rows: Sequence[Row]) -> None:
    """One event for the cycle with keys, and one for each team with what was set aside of its answers."""
    versions = {"from": moving.cycle.version.number, "to": moving.version.number}
    keys = {
        "asked again": list(moving.move.asked_again),
        "new": list(moving.move.new),
        "removed": list(moving.move.removed),
    }
    detail = {**versions, "practices": moving.move.counts, **keys, "set aside": len(rows)}
    activity.record(by=moving.by, now=moving.now, verb="moved", subject=moving.cycle, detail=detail)
    key_of = {asked.pk: key for key, asked in moving.before.items()}
    aside: dict[int, Counter[str]] = {}
    lost: dict[int, list[str]] = {}
    for assessment_id, practice, why in rows:
        aside.setdefault(assessment_id, Counter())[why] += 1
        lost.setdefault(assessment_id, []).append(key_of[practice])
    for assessment in assessments:
        said = {"set aside": dict(aside.get(assessment.pk, {})), "practices": lost.get(assessment.pk, [])}
        activity.record(
            by=moving.by,
            now=moving.now,
            verb="moved",
            subject=assessment,
            team=assessment.team,
            detail={**versions, **said},
        )
