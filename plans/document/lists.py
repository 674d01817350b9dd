"""Goals, and the sections of items: tables, and lists or sub-headings for items with a body."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from plans.document.canonical import owner_runs, section_items
from plans.document.guard import reads_as_goals, reads_as_item, write_heading
from plans.document.model import Goal, Item, Phase, Section
from plans.document.rows import Columns, write_table
from plans.document.text import fence, indent, join_blocks
from plans.document.values import format_owners


def write_goals(phase: Phase) -> str:
    """The goals as a table where the plan had one, and as a list otherwise."""
    columns = Columns(phase, "goals")
    if columns.named or columns.says_done:
        return _goal_table(phase, columns)
    written = "\n".join(f"- {_box(goal.done)}{goal.text}" for goal in phase.goals)
    return written if reads_as_goals(written, phase.goals) else "\n".join(map(_goal_entry, phase.goals))


def _goal_table(phase: Phase, columns: Columns) -> str:
    done = "done" in columns.named or columns.says_done or any(goal.done for goal in phase.goals)
    headers = [columns.word(field) for field in ("title", "done") if field == "title" or done]
    cells = ((goal.text, columns.word("yes" if goal.done else "no") or "[ ]") for goal in phase.goals)
    return write_table(headers, (row[: len(headers)] for row in cells))


def _goal_entry(goal: Goal) -> str:
    """A goal as an entry of the list; in a fence, with its box, where its words would be read as something else."""
    written = f"- {_box(goal.done)}{goal.text}"
    if reads_as_goals(written, (goal,)):
        return written
    return "- " + indent(fence((_box(goal.done) or "[ ] ") + goal.text), 2).lstrip()


def _box(done: bool) -> str:
    return "[x] " if done else ""


class SectionWriter:
    """Writes the items of one section; columns that nothing is said in go into its first table."""

    def __init__(self, phase: Phase, section: Section, depth: int) -> None:
        self._section, self._depth = section, depth
        self._items = section_items(phase, section)
        self._columns = Columns(phase, section)
        self._everyone = self._columns.word("everyone")
        self._pending = self._columns.empty(self._items) | (self._columns.named & {"title"})
        self._extras = self._columns.empty_extras

    def write(self) -> str:
        """The Markdown under the section's heading."""
        if self._section == "quick_wins":
            written = self._quick_wins()
        elif self._section == "activities" and "owners" not in self._columns.named:
            written = self._by_owner()
        else:
            also = {"owners"} if self._section == "activities" else set()
            written = self._runs(self._items, also, set())
        pending = self._table((), set(), set()) if self._pending or self._extras else ""
        return join_blocks(pending, written)

    def _by_owner(self) -> str:
        blocks = []
        for name, items in owner_runs(self._items):
            words = format_owners(items[0].owners, self._everyone if items[0].everyone else "")
            blocks += [write_heading(words, self._depth + 2)] if name else []
            blocks.append(self._runs(items, set(), {"owners"}))
        return join_blocks(*blocks)

    def _quick_wins(self) -> str:
        first = next((i for i, item in enumerate(self._items) if item.body), len(self._items))
        table = self._table(self._items[:first], set(), set()) if first else ""
        return join_blocks(table, *map(self._headed, self._items[first:]))

    def _headed(self, item: Item) -> str:
        return self._fitting(
            item,
            [
                join_blocks(
                    write_heading(item.title, self._depth + 2), self._columns.details(item, set()), body
                )
                for body in _bodies(item)
            ],
        )

    def _runs(self, items: Sequence[Item], also: set[str], without: set[str]) -> str:
        """Items without a body in tables, those with one in lists, in their order."""
        blocks = []
        for has_body, run in groupby(items, key=lambda item: bool(item.body)):
            if has_body:
                blocks.append("\n\n".join(self._entry(item, without) for item in run))
            else:
                blocks.append(self._table(tuple(run), also, without))
        return join_blocks(*blocks)

    def _table(self, items: Sequence[Item], also: set[str], without: set[str]) -> str:
        written = self._columns.table(items, also | self._pending, without, self._extras)
        self._pending, self._extras = set(), set()
        return written

    def _entry(self, item: Item, without: set[str]) -> str:
        """A list entry: title, details, body; the title in a table where it cannot be a paragraph."""
        boxed = item.done and not self._columns.says_done
        details = self._columns.details(replace(item, done=False) if boxed else item, without)
        head = join_blocks(_box(boxed) + item.title, details)
        whole = self._columns.whole(item, without)
        tries = [join_blocks(start, body) for start in (head, whole) for body in _bodies(item)]
        return self._fitting(item, ["- " + indent(text, 2).lstrip() for text in tries])

    def _fitting(self, item: Item, tries: Sequence[str]) -> str:
        """The first way to write an item that is read back; the last one always is."""
        return next((text for text in tries[:-1] if reads_as_item(self._section, text, item)), tries[-1])


def _bodies(item: Item) -> list[str]:
    return [item.body, fence(item.body)] if item.body else [""]
