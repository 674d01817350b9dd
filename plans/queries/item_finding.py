"""Which item of which plan a row of a spreadsheet is about."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Q

from common.row_ids import HIGHEST
from common.spreadsheets import values
from common.spreadsheets.sheet import SheetRow
from common.spreadsheets.values import BadCell
from plans.item_cells import due_in, line_in, number_in
from plans.models import Item, Phase, Plan
from plans.queries.plan_cells import PlanCells, owners_by_item, plan_cells
from plans.queries.visible import visible_plans
from plans.schedule import WORKING_DAYS, week_of
from teams.models import User

KINDS = dict(Item.Kind.choices)
SEVERAL_PLANS = "{} plans are called “{}”. Write its short name, as in the address of its page: {}."
NO_PLAN = (
    "No started plan that you may see is called “{}”. Write its short name, as in the address of its page."
)
EMPTY_TITLE = "This is empty. Write in a line what is to be done."
EMPTY_KIND = f"This is empty. Write one of: {', '.join(Item.Kind.labels)}."
STAYS = "An item stays in its phase. Change when it is due, or add it anew there."


class BadRow(Exception):
    """`column` is the `Column.name`, `message` what is wrong and how to mend it."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column, self.message = column, message


class Found(NamedTuple):
    """A new item is not saved, and has its phase, kind and title. `owners` are ids of roles, as in `PlanCells`."""

    cells: PlanCells
    item: Item
    owners: Sequence[int]
    is_new: bool


@dataclass(frozen=True, slots=True)
class _Named:
    """A row whose plan is known. `number` is None where it does not name its item by it."""

    row: SheetRow
    cells: PlanCells
    number: int | None
    phase: Phase | None
    kind: str | None
    title: str


class ItemFinder:
    """Of one file. With `lock` the items that are found stay as they are until the end of the transaction."""

    def __init__(self, *, by: User | None, lock: bool) -> None:
        """`by` sees only their plans; None sees all."""
        self._by, self._lock = by, lock
        self._plans: dict[str, PlanCells | BadRow] = {}
        self._seen = _Seen()

    def find(self, batch: Sequence[SheetRow]) -> Iterator[tuple[SheetRow, Found | BadRow]]:
        """Each row with what it is about, or why that cannot be told. Six statements, however many rows."""
        self._look_up_plans({_word(row) for row in batch})
        named = [(row, self._named(row)) for row in batch]
        items = self._look_up([each for _, each in named if isinstance(each, _Named)])
        owners = owners_by_item(item for some in items.values() for item in some)
        for row, each in named:
            yield row, each if isinstance(each, BadRow) else self._found(each, items, owners)

    def _look_up_plans(self, words: set[str]) -> None:
        words -= self._plans.keys()
        if not words:
            return
        plans = visible_plans(self._by) if self._by else Plan.objects.all()
        plans = plans.filter(Q(slug__in=words) | Q(title__in=words), kind=Plan.Kind.STARTED)
        found = list(plans.select_related("team", "finished_by"))
        cells = plan_cells(found)
        for word in words:
            same = [plan for plan in found if plan.slug == word] or [p for p in found if p.title == word]
            self._plans[word] = cells[same[0].pk] if len(same) == 1 else _no_plan(word, same)

    def _named(self, row: SheetRow) -> _Named | BadRow:
        cells = self._plans[_word(row)]
        if isinstance(cells, BadRow):
            return cells
        column = "item"
        try:
            number = number_in(row.cells.get("item"))
            column = "phase"
            words = line_in(row.cells.get("phase"))
            phase = cells.phase_named(words) if words else None
            column = "kind"
            kind = values.one_of(row.cells.get("kind"), KINDS)
        except BadCell as bad:
            return BadRow(column, str(bad))
        return _Named(row, cells, number, phase, kind, line_in(row.cells.get("title")))

    def _look_up(self, named: Sequence[_Named]) -> Mapping[int, list[Item]]:
        """Of each plan, the items that a row of the batch may mean."""
        numbers = [each.number for each in named if each.number and each.number <= HIGHEST]
        titles = [each.title for each in named if not each.number]
        rows = Item.objects.filter(
            Q(pk__in=numbers) | Q(title__in=titles), phase__plan__in={each.cells.plan.pk for each in named}
        )
        if self._lock:
            rows = rows.select_for_update(of=("self",))
        found: dict[int, list[Item]] = defaultdict(list)
        for item in rows.select_related("phase").order_by("pk"):
            found[item.phase.plan_id].append(item)
        return found

    def _found(
        self, named: _Named, items: Mapping[int, Sequence[Item]], owners: Mapping[int, Sequence[int]]
    ) -> Found | BadRow:
        known = items.get(named.cells.plan.pk, ())
        try:
            self._seen.require_first(named)
            item = _numbered(named, known) if named.number else _called(named, known)
            is_new = item is None
            item = item or _new(named)
        except BadRow as bad:
            return bad
        self._seen.add(named, item)
        return Found(named.cells, item, owners.get(item.pk, ()), is_new)


def _no_plan(word: str, found: Sequence[Plan]) -> BadRow:
    if found:
        slugs = ", ".join(sorted(plan.slug for plan in found))
        return BadRow("plan", SEVERAL_PLANS.format(len(found), word[:80], slugs[:300]))
    return BadRow("plan", NO_PLAN.format(word[:80]))


def _numbered(named: _Named, known: Sequence[Item]) -> Item:
    item = next((each for each in known if each.pk == named.number), None)
    if item is None:
        raise BadRow(
            "item", f"This plan has no item {named.number}. Leave the number empty to add a new one."
        )
    if named.phase is not None and named.phase.pk != item.phase_id:
        raise BadRow("phase", STAYS)
    return item


def _called(named: _Named, known: Sequence[Item]) -> Item | None:
    if named.kind is None:
        raise BadRow("kind", EMPTY_KIND)
    if not named.title:
        raise BadRow("title", EMPTY_TITLE)
    found = [each for each in known if (each.kind, each.title) == (named.kind, named.title)]
    found = [each for each in found if named.phase is None or each.phase_id == named.phase.pk]
    if len(found) > 1:
        raise BadRow(
            "item", f"{len(found)} items of this plan are called so. Write its number, as an export has it."
        )
    return found[0] if found else None


def _new(named: _Named) -> Item:
    phase = named.phase or _phase_by_due(named)
    return Item(phase=phase, kind=named.kind or "", title=named.title)


def _phase_by_due(named: _Named) -> Phase:
    """Where the row names none: the one that its due date falls in."""
    phases = named.cells.phases
    week = _week_due(named)
    found = [phase for phase in phases if phase.first_week <= week <= phase.last_week]
    if len(phases) == 1 or found:
        return (found or phases)[0]
    raise BadRow("phase", "Write the phase of the plan that it is for.")


def _week_due(named: _Named) -> int:
    """0 where the row does not say."""
    try:
        due = due_in(named.row.cells.get("due"))
    except BadCell as bad:
        raise BadRow("due", str(bad)) from bad
    if due is None or named.cells.plan.start is None:
        return 0
    if due.day is not None:
        return week_of(named.cells.plan.start, due.day)
    return due.n if due.kind == "week_end" else -(-due.n // WORKING_DAYS)


class _Seen:
    """Which rows of the file were about which item, by its number and by what it is called before and after."""

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}
        self._called: dict[tuple[int, str | None, str], dict[int, int]] = defaultdict(dict)

    def require_first(self, named: _Named) -> None:
        if named.number:
            first = self._numbers.get(named.number)
        else:
            phases = self._called.get((named.cells.plan.pk, named.kind, named.title), {})
            first = phases.get(named.phase.pk) if named.phase else next(iter(phases.values()), None)
        if first:
            words = f"Row {first} is about the same item. Leave one of the two out."
            raise BadRow("item" if named.number else "title", words)

    def add(self, named: _Named, item: Item) -> None:
        number, plan = named.row.number, named.cells.plan.pk
        if item.pk:
            self._numbers[item.pk] = number
        for kind, title in {(item.kind, item.title), (named.kind or item.kind, named.title or item.title)}:
            self._called[plan, kind, title].setdefault(item.phase_id, number)


def _word(row: SheetRow) -> str:
    return line_in(row.cells.get("plan"))
