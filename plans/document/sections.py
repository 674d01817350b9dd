"""The sections of a phase: goals, quick wins, and the kinds whose sub-headings are owners."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from plans.document.blocks import Block
from plans.document.columns import field_of, fields_of
from plans.document.draft import PhaseDraft
from plans.document.entries import Read, item_of_entry, item_of_heading, items_of_list, items_of_table
from plans.document.headings import due_in_heading
from plans.document.model import Due, Goal, Item, Note, Section
from plans.document.source import Part
from plans.document.tables import check_not_a_table
from plans.document.text import join_blocks, one_line, tidy, unfence
from plans.document.values import is_owner_heading, parse_owners


@dataclass(frozen=True, slots=True)
class OpenSection:
    """A section that is being read: where to, of what kind, how deep its heading is, and what that says of dates."""

    draft: PhaseDraft
    section: Section
    depth: int
    due: Due | None

    def level(self, part: Part) -> int:
        """The level of a sub-heading's note."""
        return (part.heading.depth if part.heading else self.depth) - self.depth + 1


def read_section(draft: PhaseDraft, section: Section, head: Part, subs: Sequence[Part]) -> None:
    """Read a section: its heading with what stands under it, and the parts under deeper headings."""
    words, depth = (one_line(head.heading.text), head.heading.depth) if head.heading else ("", 1)
    opened = OpenSection(draft, section, depth, due_in_heading(words))
    repeated = section in dict(draft.headings)
    if not repeated:
        draft.headings.append((section, words))
    draft.source.mark(head.line, "section", heading=head.heading, section=section)
    read = _read_goals if section == "goals" else _read_items
    text = read(opened, head)
    draft.add_note(Note(words if repeated else "", text, section, int(repeated)), head.line)
    if section == "goals":
        _read_goal_groups(opened, subs)
    elif section == "quick_wins":
        _read_headed_items(opened, subs)
    else:
        _read_owner_groups(opened, subs)


def _read_goals(opened: OpenSection, part: Part) -> str:
    draft, left = opened.draft, _Leftover(opened, part)
    for block in part.blocks:
        if block.kind == "list":
            left.take(block)
            for entry in block.entries:
                item = item_of_entry(draft, "goals", entry)
                if item.title:
                    draft.add_goal(Goal(item.title, item.done), entry.first)
                    left.keep(item.body)
                    if item.body and entry.blocks:
                        draft.source.mark_text(entry.blocks[0].last, entry.last)
        elif block.kind == "table" and _is_goal_table(block):
            left.take(block)
            left.keep(_read_goal_table(draft, block))
        elif block.kind == "table":
            draft.source.warn(
                block.first,
                "a table of goals has a column Goal and perhaps one Done; this one is kept as a note",
            )
        else:
            left.check(block)
    return left.text()


def _is_goal_table(table: Block) -> bool:
    return sorted(field_of("goals", header) for header in table.rows[0].cells) in (
        ["title"],
        ["done", "title"],
    )


def _read_goal_table(draft: PhaseDraft, table: Block) -> str:
    """Add the goals of a table; what their column "Done" does not understand is returned as text."""
    found = items_of_table(draft, "goals", table)
    for read in found:
        draft.add_goal(Goal(read.item.title, read.item.done), read.line)
    return join_blocks(*(f"{read.item.title}: {cell}" for read in found for _, cell in read.item.extras))


def _read_goal_groups(opened: OpenSection, subs: Sequence[Part]) -> None:
    for part in subs:
        text = _read_goals(opened, part)
        _add_headed(opened, part, text)


def _read_headed_items(opened: OpenSection, subs: Sequence[Part]) -> None:
    depth = 6
    starts: list[int] = []
    for at, part in enumerate(subs):
        found = part.heading.depth if part.heading else 6
        depth = min(depth, found) if starts else found
        if found <= depth:
            starts.append(at)
    for at, end in pairwise([*starts, len(subs)]):
        item = item_of_heading(opened.draft, opened.section, subs[at], subs[end - 1].last)
        _add_item(opened, Read(item, subs[at].line), None)


def _read_owner_groups(opened: OpenSection, subs: Sequence[Part]) -> None:
    at = 0
    while at < len(subs):
        end = at + 1
        if _names_owners(opened, subs[at]):
            while end < len(subs) and opened.level(subs[end]) > opened.level(subs[at]):
                end += 1
            _read_owner_group(opened, subs[at:end])
        else:
            _add_topic(opened, subs[at], _read_items(opened, subs[at]))
        at = end


def _names_owners(opened: OpenSection, part: Part) -> bool:
    """Under activities every short name is an owner; elsewhere only one that the phase knows already."""
    text = part.heading.text if part.heading else ""
    if not is_owner_heading(text):
        return False
    owners, _ = parse_owners(text)
    return opened.section == "activities" or (bool(owners) and set(owners) <= opened.draft.roles())


def _read_owner_group(opened: OpenSection, parts: Sequence[Part]) -> None:
    title = one_line(parts[0].heading.text if parts[0].heading else "")
    owners, everyone = parse_owners(title)
    owner = Item("activity", title, owners=owners, everyone=bool(everyone))
    before = len(opened.draft.items)
    texts = [_read_items(opened, part, owner) for part in parts]
    new = opened.draft.items[before:]
    used = any((item.owners, item.everyone) == (owners, bool(everyone)) for item in new)
    if used and everyone:
        opened.draft.see_words(opened.section, "everyone", everyone, parts[0].line)
    if texts[0] or not used:
        _add_topic(opened, parts[0], texts[0])
    else:
        opened.draft.source.mark(parts[0].line, "owner", heading=parts[0].heading, section=opened.section)
    for part, text in zip(parts[1:], texts[1:], strict=True):
        _add_topic(opened, part, text)


def _add_topic(opened: OpenSection, part: Part, text: str) -> None:
    title = _add_headed(opened, part, text)
    opened.draft.source.warn(
        part.line, f'"{title}" names no owner of what stands under it; it is kept as a note'
    )


def _add_headed(opened: OpenSection, part: Part, text: str) -> str:
    title = one_line(part.heading.text if part.heading else "")
    opened.draft.add_note(Note(title, text, opened.section, opened.level(part)), part.line)
    opened.draft.source.mark(part.line, "heading", heading=part.heading, section=opened.section)
    return title


def _read_items(opened: OpenSection, part: Part, owner: Item | None = None) -> str:
    """Add the items of a part and return the text that is none."""
    draft, left = opened.draft, _Leftover(opened, part)
    for block in part.blocks:
        if block.kind == "table" and "title" in fields_of(opened.section, block.rows[0].cells):
            found = items_of_table(draft, opened.section, block)
        elif block.kind == "list":
            found = items_of_list(draft, opened.section, block.entries)
        else:
            left.check(block)
            continue
        left.take(block)
        for read in found:
            _add_item(_for_part(opened, part), read, owner)
    return left.text()


def _for_part(opened: OpenSection, part: Part) -> OpenSection:
    due = due_in_heading(part.heading.text) if part.heading else None
    return replace(opened, due=due or opened.due)


def _add_item(opened: OpenSection, read: Read, owner: Item | None) -> None:
    item = replace(read.item, due=read.item.due or opened.due)
    if owner and not item.owners and not item.everyone:
        item = replace(item, owners=owner.owners, everyone=owner.everyone)
    opened.draft.add_item(item, read.line)


class _Leftover:
    """The text of a part that no goal and no item took."""

    def __init__(self, opened: OpenSection, part: Part) -> None:
        self._source, self._part, self._at = opened.draft.source, part, part.first
        self._chunks: list[str] = []

    def take(self, block: Block) -> None:
        self.keep(self._source.text(self._at, block.first))
        self._source.mark_text(self._at, block.first)
        self._at = block.last

    def keep(self, text: str) -> None:
        self._chunks.append(tidy(text))

    def check(self, block: Block) -> None:
        if block.kind == "table":
            message = "this table has no column for what is to be done; it is kept as a note"
            self._source.warn(block.first, message)
        if block.kind == "paragraph":
            check_not_a_table(self._source, block)

    def text(self) -> str:
        rest = self._source.text(self._at, self._part.last)
        self._source.mark_text(self._at, self._part.last)
        return unfence(join_blocks(*self._chunks, tidy(rest)))
