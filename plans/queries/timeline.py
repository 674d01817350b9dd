"""The whole plan on one drawing: phases as bands, items as marks on the day that they are due, today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from common.markdown import plain_text
from plans.clock import Clock
from plans.dates import holidays_from
from plans.models import Goal, Item, Ownership, Phase, Plan
from plans.queries.items import ItemLine, lines, owner_of, owners_of
from plans.queries.week import clock_of
from plans.timeline import Scale, Stretch

FIELDS = ("phase", "kind", "title", "why", "body", "who", "outcome_expected", "outcome_actual", "everyone", "due_on",
          "state", "reason", "blocked_by", "done_at", "position", "version", "practice_key", "target_level",
          "due_kind")  # fmt: skip
LATE, LEFT, EVERYONE = "late", "left", "everyone"
"""What one may ask for beside the states of items and the roles of the plan."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which items to draw; "" asks for all. `owner` is a role's id or `EVERYONE`, `state` also `LATE` or `LEFT`."""

    owner: str = ""
    kind: str = ""
    state: str = ""

    def __bool__(self) -> bool:
        return bool(self.owner or self.kind or self.state)


@dataclass(frozen=True, slots=True)
class Mark:
    """An item on the drawing. `words` stand beside its shape: all that is not usual about it."""

    line: ItemLine
    row: Item
    at: Stretch
    words: Sequence[str]
    is_near_end: bool

    @property
    def hint(self) -> str:
        """Everything about it in words."""
        day = self.line.due_on
        due = f"{day:%a} {day.day} {day:%b %Y}" if day else "no day"
        said = [f"{self.row.get_kind_display()}: {self.line.label}", f"due {due}", *self.words]
        whom = [owner.hint for owner in self.line.owners]
        return ", ".join(said) + (f". {', '.join(whom)}" if whom else "")


@dataclass(frozen=True, slots=True)
class Band:
    """A phase on the drawing, with the marks that were asked for; counts are of the whole phase.

    `is_short` where its words do not fit into it, `is_near_end` of a mark where they do not fit behind it.
    """

    number: int
    row: Phase
    at: Stretch
    is_short: bool
    goals: int
    goals_met: int
    items: int
    items_done: int
    marks: Sequence[Mark]

    @property
    def title(self) -> str:
        return plain_text(self.row.title or self.row.label)

    @property
    def is_left(self) -> bool:
        """Whether something of it is still to be done."""
        return self.items_done < self.items


@dataclass(frozen=True, slots=True)
class Head:
    """One or more plan weeks above the drawing; `month` is empty but for the first of each month."""

    weeks: range
    at: Stretch
    starts: date
    ends: date
    month: str


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """`today` is None on a day outside of the plan."""

    clock: Clock
    scale: Scale
    heads: Sequence[Head]
    bands: Sequence[Band]
    days_off: Sequence[Stretch]
    holidays: Sequence[date]
    today: Stretch | None

    @property
    def shown(self) -> int:
        return sum(len(band.marks) for band in self.bands)

    @property
    def total(self) -> int:
        return sum(band.items for band in self.bands)


def timeline_page(plan: Plan, wanted: Wanted, *, today: date) -> TimelinePage:
    """Four statements, however long the plan; five where a role is asked for."""
    phases = list(plan.phases.order_by("position"))
    clock = clock_of(plan, phases, today)
    scale = Scale(clock.start, clock.weeks)
    holidays = holidays_from(plan.country, clock.start, clock.weeks)
    return TimelinePage(
        clock=clock,
        scale=scale,
        heads=_heads(clock, scale),
        bands=_bands(plan, phases, wanted, scale, today),
        days_off=scale.days_off(holidays),
        holidays=scale.holidays_within(holidays),
        today=Stretch(scale.column(today)) if scale.holds(today) else None,
    )


def owner_choices(plan: Plan) -> list[tuple[str, str]]:
    """Whose items one may ask for: (value, words). One statement."""
    roles = plan.roles.select_related("person").order_by("position")
    who = [(str(role.pk), owner_of(role).hint) for role in roles]
    return [*who, (EVERYONE, "Everyone in the plan")]


def _heads(clock: Clock, scale: Scale) -> list[Head]:
    heads: list[Head] = []
    month = ""
    for weeks, at in scale.heads():
        starts = clock.week_starts(weeks[0])
        is_new, month = f"{starts:%b}" != month, f"{starts:%b}"
        heads.append(Head(weeks, at, starts, clock.week_ends(weeks[-1]), month if is_new else ""))
    return heads


def _bands(plan: Plan, phases: Sequence[Phase], wanted: Wanted, scale: Scale, today: date) -> list[Band]:
    items = list(Item.objects.filter(phase__plan=plan).only(*FIELDS).order_by("due_on", "position"))
    goals = list(Goal.objects.filter(phase__plan=plan))
    drawn = _wanted(items, wanted)
    marks = {
        line.pk: _mark(line, row, scale)
        for line, row in zip(lines(drawn, owners_of(plan), today), drawn, strict=True)
        if wanted.state != LATE or line.days_late
    }
    return [_band(phase, goals, items, marks, scale) for phase in phases]


def _wanted(items: Sequence[Item], wanted: Wanted) -> list[Item]:
    owned = _owned(wanted.owner)
    return [
        item
        for item in items
        if wanted.kind in {"", item.kind}
        and wanted.state in {"", item.state, LATE if item.is_open else "", LEFT if item.is_open else ""}
        and (wanted.owner == "" or (item.everyone if owned is None else item.pk in owned))
    ]


def _owned(owner: str) -> set[int] | None:
    """The items of a role; None where no role is asked for."""
    if owner in {"", EVERYONE}:
        return None
    return set(Ownership.objects.filter(role_id=int(owner)).values_list("item_id", flat=True))


def _mark(line: ItemLine, row: Item, scale: Scale) -> Mark:
    at = scale.column(row.due_on or scale.start)
    return Mark(line, row, Stretch(at), _words(line, row, scale), 3 * at > 2 * scale.columns)


def _words(line: ItemLine, row: Item, scale: Scale) -> list[str]:
    words = [] if row.state == Item.State.OPEN else [row.get_state_display().lower()]
    if line.days_late:
        words.append(f"{line.days_late} day{'' if line.days_late == 1 else 's'} late")
    if row.due_kind == Item.DueKind.PINNED:
        words.append("pinned")
    if row.due_on and not scale.holds(row.due_on):
        words.append("before the plan" if row.due_on < scale.start else "after the plan")
    return words


def _band(
    phase: Phase, goals: Sequence[Goal], items: Sequence[Item], marks: Mapping[int, Mark], scale: Scale
) -> Band:
    own_goals = [goal for goal in goals if goal.phase_id == phase.pk]
    own = [item for item in items if item.phase_id == phase.pk]
    at = scale.of_weeks(phase.first_week, phase.last_week)
    return Band(
        number=phase.position + 1,
        row=phase,
        at=at,
        is_short=5 * at.span < scale.columns,
        goals=len(own_goals),
        goals_met=sum(goal.is_done for goal in own_goals),
        items=len(own),
        items_done=sum(item.is_done for item in own),
        marks=[marks[item.pk] for item in own if item.pk in marks],
    )
