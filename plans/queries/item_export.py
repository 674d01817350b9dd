"""The items of started plans as rows of a spreadsheet that can be brought in again."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import batched

from common.spreadsheets.sheet import Cell
from plans.models import Item, Plan
from plans.queries.plan_cells import owners_by_item, plan_cells

AT_ONCE = 50  # plans


def exported_items(plans: Iterable[Plan]) -> Iterator[dict[str, Cell]]:
    """Plan by plan, each in the order of its document; a row's cells by column."""
    for some in batched(plans, AT_ONCE):
        cells = plan_cells(some)
        items = _items(some)
        owners = owners_by_item(item for rows in items.values() for item in rows)
        for plan in some:
            for item in items[plan.pk]:
                yield cells[plan.pk].cells_of(item, owners[item.pk])


def _items(plans: tuple[Plan, ...]) -> dict[int, list[Item]]:
    found: dict[int, list[Item]] = defaultdict(list)
    rows = Item.objects.filter(phase__plan__in=plans).select_related("phase")
    for item in rows.order_by("phase__position", "position"):
        found[item.phase.plan_id].append(item)
    return found
