"""The kind of spreadsheet that this half brings: the items of started plans."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import ClassVar

from common.decisions import ALLOWED, Decision
from common.spreadsheets.reading import Reading
from common.spreadsheets.registry import register
from common.spreadsheets.sheet import Cell, Column, Sheet, SheetRow
from plans.models import Plan
from plans.policies import may_import_items
from plans.queries.item_export import exported_items
from plans.queries.item_reading import ItemReading
from plans.queries.visible import visible_plans
from plans.services.item_imports import import_items
from teams.models import User

_PLACE = (
    Column(
        "plan",
        "Plan",
        "The short name of a started plan, as in the address of its page; or its title where no other has the same.",
        required=True,
        example="checkout-2026-09-07",
        aliases=("plan name",),
    ),
    Column(
        "item",
        "Item",
        "Its number, as an export has it. Empty: the item of this kind and title in the plan, or a new one.",
        aliases=("item number", "number", "id"),
    ),
    Column(
        "phase",
        "Phase",
        "Its title, or its weeks as in “weeks 1-2”. Of a new item, empty: the phase that its due date falls in. An"
        " item stays in its phase.",
        example="weeks 1-2",
        aliases=("weeks", "milestone", "stage"),
    ),
    Column(
        "kind",
        "Kind",
        "Activity, quick win, deliverable or meeting.",
        required=True,
        example="Deliverable",
        aliases=("type",),
    ),
    Column(
        "title",
        "Title",
        "What is to be done, in a line.",
        required=True,
        example="Runbook for the checkout service",
        aliases=("task", "what", "name", "activity", "action", "deliverable"),
    ),
)
_WORK = (
    Column(
        "why",
        "Why",
        "What it is good for.",
        example="On-call should not have to guess.",
        aliases=("reason why",),
    ),
    Column(
        "owners",
        "Owners",
        "Roles of the plan or the people who fill them, with commas between; the accountable one first. “All” is"
        " everyone in the plan.",
        example="Me, Engineer A",
        aliases=("owner", "assignee", "responsible", "who"),
    ),
    Column(
        "due",
        "Due",
        "A day, “week 3” or “working day 5”. Empty: the end of its phase.",
        example="week 2",
        aliases=("due date", "deadline", "due on"),
    ),
    Column(
        "state",
        "State",
        "Open, under way, blocked, done or dropped. Empty: as it is; a new one is open.",
        example="Open",
        aliases=("status",),
    ),
    Column("reason", "Reason", "Why it is blocked or dropped; only then, and needed then."),
    Column("blocked_by", "Waits for", "Who or what blocks it.", aliases=("blocked by",)),
    Column(
        "done_on",
        "Done on",
        "Only of what is done. Empty: as it was, or now.",
        aliases=("completed", "completed on", "finished on"),
    ),
)
_WORDS = (
    Column(
        "outcome_expected",
        "Outcome expected",
        "What there should be afterwards.",
        aliases=("expected outcome",),
    ),
    Column("outcome", "Outcome", "What came of it, once it is there.", aliases=("result",)),
    Column("attendees", "Attendees", "Of a meeting: roles and names.", aliases=("participants",)),
    Column("effort", "Effort", "How long it takes: 2-4 hours.", aliases=("estimate",)),
    Column("count", "Count", "How many: 6-8 engineers. It is done at the first number."),
    Column(
        "practice",
        "Practice",
        "The key or the title of the practice that it is to move.",
        example="on-call-is-shared",
        aliases=("practice key",),
    ),
    Column("target_level", "Target level", "The level that the practice is to reach.", example=3),
    Column("description", "Description", "Markdown.", aliases=("notes", "details", "body")),
)


class ItemsSheet(Sheet):
    """`columns` are those of `plans.queries.plan_cells`."""

    slug = "items"
    title = "Items of plans"
    about = (
        "A row is an activity, quick win, deliverable or meeting of a started plan. What is in no row stays as it is:"
        " an import removes nothing. What it changes can be undone in the plan."
    )
    columns: ClassVar[Sequence[Column]] = (*_PLACE, *_WORK, *_WORDS)

    def may_import(self, user: User) -> Decision:
        return may_import_items(user)

    def may_export(self, user: User) -> Decision:
        """Everybody: of the plans that they may see."""
        return ALLOWED

    def export(self, user: User) -> Iterator[tuple[Cell, ...]]:
        plans = visible_plans(user).filter(kind=Plan.Kind.STARTED).order_by("slug")
        return self.rows_of(plans.iterator())

    def rows_of(self, plans: Iterable[Plan]) -> Iterator[tuple[Cell, ...]]:
        """What some started plans give out."""
        for cells in exported_items(plans):
            yield tuple(cells[column.name] for column in self.columns)

    def read(self, rows: Iterable[SheetRow], *, by: User | None, now: datetime) -> Reading:
        reading = ItemReading(by=by, now=now)
        for _ in reading.batches(rows):
            pass
        return reading.reading()

    def write(
        self, rows: Iterable[SheetRow], *, by: User | None, now: datetime, progress: Callable[[int], None]
    ) -> Reading:
        return import_items(rows=rows, progress=progress, by=by, now=now)


register(ItemsSheet())
