"""The items of a plan as tuples: a page of hundreds has no use for as many objects that could be saved."""

from datetime import date, datetime
from itertools import starmap
from typing import Any, NamedTuple

from django.db.models import QuerySet

from common.rows import Compiled
from plans.models import Item, Plan


class ItemRow(NamedTuple):
    """The columns of `Item` that a list is made of, under their names there."""

    pk: int
    phase_id: int
    kind: str
    title: str
    why: str
    body: str
    everyone: bool
    who: str
    outcome_expected: str
    outcome_actual: str
    due_on: date | None
    practice_key: str
    target_level: int | None
    state: str
    done_at: datetime | None
    reason: str
    blocked_by: str
    version: int

    @property
    def is_done(self) -> bool:
        return self.state == Item.State.DONE

    @property
    def is_open(self) -> bool:
        return self.state not in Item.FINAL


type Listed = Item | ItemRow


def item_rows(plan: Plan) -> list[ItemRow]:
    """All of the plan's, in the order of its document. One statement."""
    return list(starmap(ItemRow, _ROWS.rows(plan.pk)))


def _rows(plan: int) -> "QuerySet[Item, tuple[Any, ...]]":
    rows = Item.objects.filter(phase__plan=plan).order_by("phase__position", "position")
    return rows.values_list(*(name if name != "pk" else "id" for name in ItemRow._fields))


_ROWS = Compiled(_rows, numbers=frozenset({0}))
