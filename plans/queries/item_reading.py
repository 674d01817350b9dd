"""Rows about items of plans, held against what there is: what they would add or change, and what is wrong with them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import Any

from common.spreadsheets.reading import Reading, Tally
from common.spreadsheets.sheet import Cell, SheetRow
from plans.item_cells import line_in, stated
from plans.models import Item, Plan
from plans.models.change import OWNERS
from plans.policies import may_change_items
from plans.queries.item_finding import KINDS, BadRow, Found, ItemFinder
from plans.queries.item_wishes import Values, Wish
from plans.queries.practices import practice_titles
from teams.models import User

AT_ONCE = 500
_PLACE = frozenset({"plan", "item", "phase"})
_STATES = dict(Item.State.choices)


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A row that writes something. `values` go by column of the database, and `OWNERS`; a new item is not saved yet."""

    plan: Plan
    item: Item
    values: Mapping[str, Any]
    is_new: bool


class ItemReading:
    """`is_sound` while nothing was wrong. With `lock` the items that there are stay as they are until the end."""

    def __init__(self, *, by: User | None, now: datetime, lock: bool = False) -> None:
        self._by, self._now = by, now
        self._tally = Tally()
        self._finder = ItemFinder(by=by, lock=lock)
        self._refusals: dict[int, str] = {}
        self._told: set[int] = set()
        titles = practice_titles()
        self._practices = {title.casefold(): key for key, title in titles.items()} | {
            key: key for key in titles
        }
        self.is_sound = True

    def reading(self) -> Reading:
        return self._tally.reading()

    def batches(self, rows: Iterable[SheetRow]) -> Iterator[tuple[int, list[ItemRow]]]:
        """How many rows are read so far, and what those of the batch would write."""
        done = 0
        for batch in batched(rows, AT_ONCE):
            done += len(batch)
            yield done, list(self._batch(batch))

    def _batch(self, batch: Sequence[SheetRow]) -> Iterator[ItemRow]:
        for row, found in self._finder.find(batch):
            if isinstance(found, BadRow):
                self._fault(row, found.column, found.message)
            elif judged := self._judged(row, found):
                yield judged

    def _judged(self, row: SheetRow, found: Found) -> ItemRow | None:
        before = found.cells.cells_of(found.item, found.owners)
        said, wrong = stated(_said_anew(row.cells, before, is_new=found.is_new), KINDS, _STATES)
        wish = Wish(found, self._practices, self._now)
        wish.hear(said)
        wrong += wish.wrong
        after = _after(found, wish.values)
        changed = [name for name, cell in after.items() if cell != before[name]]
        if not (changed or wrong or found.is_new):
            self._tally.unchanged(row.number)
            return None
        if self._is_refused(found.cells.plan, row):
            return None
        for column, words in wrong:
            self._fault(row, column, words)
        if wrong:
            return None
        self._count(row.number, before, after, changed, is_new=found.is_new)
        return ItemRow(found.cells.plan, found.item, wish.values, found.is_new)

    def _count(
        self,
        number: int,
        before: Mapping[str, Cell],
        after: Mapping[str, Cell],
        changed: Sequence[str],
        *,
        is_new: bool,
    ) -> None:
        if is_new:
            self._tally.new(number, {name: cell for name, cell in after.items() if cell not in {None, ""}})
        else:
            self._tally.changed(
                number, {name: before[name] for name in changed}, {name: after[name] for name in changed}
            )

    def _is_refused(self, plan: Plan, row: SheetRow) -> bool:
        """Told once for a plan: the reason is the same in each of its rows."""
        if plan.pk not in self._refusals:
            self._refusals[plan.pk] = may_change_items(self._by, plan).reason if self._by else ""
        reason = self._refusals[plan.pk]
        if reason and plan.pk not in self._told:
            self._told.add(plan.pk)
            self._fault(row, "plan", reason)
        return bool(reason)

    def _fault(self, row: SheetRow, column: str, message: str) -> None:
        self.is_sound = False
        self._tally.fault(row.number, column, message)


def _after(found: Found, wanted: Values) -> dict[str, Cell]:
    """The item as an export would have it once the values are written."""
    changed = copy(found.item)
    for name, value in wanted.items():
        if name != OWNERS:
            setattr(changed, name, value)
    return found.cells.cells_of(changed, wanted.get(OWNERS, found.owners))


def _said_anew(cells: Mapping[str, Cell], before: Mapping[str, Cell], *, is_new: bool) -> dict[str, Cell]:
    """What says something else than an export would: the rest needs no reading, however it came to be so."""
    return {
        name: cell
        for name, cell in cells.items()
        if name not in _PLACE and (is_new or line_in(cell) != line_in(before[name]))
    }
