"""What becomes of a running plan's dates when its start, a phase or an item moves: old and new, and what stays."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import pairwise
from typing import Literal, cast

from common.decisions import DomainError
from common.markdown import plain_text
from plans.dates import Holidays, holidays_from
from plans.document.headings import LAST_WEEK
from plans.document.model import Due, DueKind
from plans.models import Item, Phase, Plan
from plans.queries.starting import is_taken
from plans.schedule import default_due, due_date, first_working_day, moved

type What = Literal["start", "phase", "item"]
MOST_WEEKS = 52
MARK = 16  # hexadecimal digits


@dataclass(frozen=True, slots=True)
class Move:
    """What was asked: the start to a `day`; or a phase (with all that follow it) or an item (`pk`) by `weeks`."""

    what: What
    day: date | None = None
    pk: int = 0
    weeks: int = 0
    following: bool = False


@dataclass(frozen=True, slots=True)
class PhaseMove:
    row: Phase
    first_week: int
    last_week: int

    @property
    def title(self) -> str:
        return plain_text(self.row.title or self.row.label)


@dataclass(frozen=True, slots=True)
class ItemMove:
    """One item with its old and new day. `stays` says why nothing of it changes; `due` is its offset afterwards, None
    for the end of its phase."""

    row: Item
    before: date | None
    after: date | None
    due: Due | None
    stays: str = ""

    @property
    def title(self) -> str:
        return plain_text(self.row.title)


@dataclass(frozen=True, slots=True)
class Shift:
    """Everything that a move comes to. `start` is working day 1 afterwards."""

    plan: Plan
    start: date
    phases: Sequence[PhaseMove]
    items: Sequence[ItemMove]

    @property
    def moving(self) -> list[ItemMove]:
        """Items that get another day."""
        return [each for each in self.items if each.before != each.after]

    @property
    def staying(self) -> list[ItemMove]:
        return [each for each in self.items if each.before == each.after]

    @property
    def changes_anything(self) -> bool:
        offsets = any(each.due != _due(each.row) for each in self.items)
        return self.start != self.plan.start or bool(self.phases or self.moving) or offsets

    @property
    def mark(self) -> str:
        """The same for the same old and new days: whoever confirms a page that no longer holds is found out."""
        told = [
            (self.plan.start, self.start),
            *((each.row.pk, each.row.first_week, each.first_week, each.last_week) for each in self.phases),
            *((each.row.pk, each.before, each.after, each.stays) for each in self.items),
        ]
        return sha256(repr(told).encode()).hexdigest()[:MARK]


def planned_shift(plan: Plan, move: Move) -> Shift:
    """Three statements, however long the plan. DomainError names what cannot move so, and why."""
    phases = list(plan.phases.order_by("position"))
    items = list(Item.objects.filter(phase__plan=plan).order_by("phase__position", "position"))
    shift = shift_of(plan, phases, items, move)
    if shift.start != plan.start and is_taken(plan, lead=plan.lead_id, start=shift.start):
        raise DomainError(
            f"{plan.lead} has a plan from this template that starts on {shift.start} already. Choose another day."
        )
    return shift


def shift_of(plan: Plan, phases: Sequence[Phase], items: Sequence[Item], move: Move) -> Shift:
    """The arithmetic of it, on all phases and items of the plan in their order."""
    if move.what == "start":
        return _with_start(plan, phases, items, move)
    _require_weeks(move.weeks)
    if move.what == "phase":
        return _with_phases(plan, phases, items, move)
    return _with_item(plan, phases, items, move)


def _with_start(plan: Plan, phases: Sequence[Phase], items: Sequence[Item], move: Move) -> Shift:
    if move.day is None:
        raise DomainError("Choose the day that the plan starts on.")
    holidays = _holidays(plan, move.day, phases, items)
    start = first_working_day(move.day, holidays)
    last = {phase.pk: phase.last_week for phase in phases}
    return Shift(plan, start, [], [_item(item, 0, last[item.phase_id], start, holidays) for item in items])


def _with_phases(plan: Plan, phases: Sequence[Phase], items: Sequence[Item], move: Move) -> Shift:
    place = next((n for n, phase in enumerate(phases) if phase.pk == move.pk), None)
    if place is None:
        raise DomainError("This phase is no longer in the plan. Choose one that is.")
    chosen = phases[place:] if move.following else phases[place : place + 1]
    moves = [PhaseMove(row, row.first_week + move.weeks, row.last_week + move.weeks) for row in chosen]
    _require_room(phases, moves)
    start = _start(plan)
    holidays = _holidays(plan, start, phases, items, more=move.weeks)
    last = {each.row.pk: each.last_week for each in moves}
    inside = [item for item in items if item.phase_id in last]
    return Shift(
        plan, start, moves, [_item(item, move.weeks, last[item.phase_id], start, holidays) for item in inside]
    )


def _with_item(plan: Plan, phases: Sequence[Phase], items: Sequence[Item], move: Move) -> Shift:
    item = next((each for each in items if each.pk == move.pk), None)
    if item is None:
        raise DomainError("This item is no longer in the plan. Choose one that is.")
    start = _start(plan)
    last = next(phase.last_week for phase in phases if phase.pk == item.phase_id)
    holidays = _holidays(plan, start, phases, items, more=move.weeks)
    own = _due(item) or default_due(last)
    return Shift(plan, start, [], [_item(item, move.weeks, last, start, holidays, own)])


def _item(
    item: Item, weeks: int, last_week: int, start: date, holidays: Holidays, own: Due | None = None
) -> ItemMove:
    """`last_week` is its phase's afterwards; `own` is the offset to count from where it is not the item's."""
    due = own or _due(item)
    if stays := _stays(item):
        return ItemMove(item, item.due_on, item.due_on, _due(item), stays)
    try:
        then = moved(due, weeks) if due else None
    except ValueError:
        raise DomainError(
            f"“{plain_text(item.title)}” would be due before the plan starts. Move by fewer weeks."
        ) from None
    if then == default_due(last_week) and own is not None:
        then = None
    day = due_date(then or default_due(last_week), start, holidays)
    return ItemMove(item, item.due_on, day, then, "the same day" if day == item.due_on else "")


def _stays(item: Item) -> str:
    if not item.is_open:
        return item.get_state_display().lower()
    return "pinned to this day" if item.due_kind == Item.DueKind.PINNED else ""


def _due(item: Item) -> Due | None:
    if not item.due_kind:
        return None
    return Due(cast(DueKind, item.due_kind), n=item.due_number or 0, day=item.pinned_on)


def _start(plan: Plan) -> date:
    if plan.start is None:
        raise DomainError("A template has no dates to move. Start a plan from it.")
    return plan.start


def _holidays(
    plan: Plan, start: date, phases: Iterable[Phase], items: Iterable[Item], *, more: int = 0
) -> Holidays:
    weeks = max((phase.last_week for phase in phases), default=1)
    days = max((item.due_number or 0 for item in items), default=0)
    return holidays_from(plan.country, start, max(weeks, days) + max(more, 0))


def _require_weeks(weeks: int) -> None:
    if not weeks or abs(weeks) > MOST_WEEKS:
        raise DomainError(f"Move by 1 to {MOST_WEEKS} weeks, later or (with a minus) earlier.")


def _require_room(phases: Sequence[Phase], moves: Sequence[PhaseMove]) -> None:
    """Within the weeks that a plan may have, and without overtaking another phase: its document is in their order."""
    after = {each.row.pk: (each.first_week, each.last_week) for each in moves}
    for each in moves:
        if each.first_week < 1:
            raise DomainError(f"“{each.title}” would begin before the plan starts. Move by fewer weeks.")
        if each.last_week > LAST_WEEK:
            raise DomainError(f"A plan ends by week {LAST_WEEK}. Move by fewer weeks.")
    for one, other in pairwise(phases):
        was = (one.first_week, one.last_week), (other.first_week, other.last_week)
        first, second = after.get(one.pk, was[0]), after.get(other.pk, was[1])
        if first > second and was[0] <= was[1]:
            names = (plain_text(phase.title or phase.label) for phase in (one, other))
            raise DomainError("“{}” would come after “{}”. Move both, or by fewer weeks.".format(*names))
