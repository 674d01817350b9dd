"""The one form of a plan that comes back from its own export: what reading makes, and what writing begins with."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from plans.document.amounts import parse_count, parse_effort
from plans.document.columns import cells_of, default_words, field_of
from plans.document.headings import default_label, due_in_heading, phase_heading, section_kind
from plans.document.model import (
    SECTION_OF,
    SECTIONS,
    CountRange,
    Due,
    EffortRange,
    Item,
    Note,
    Phase,
    PlanDocument,
    Section,
)
from plans.document.text import join_blocks, one_line, plain, tidy
from plans.document.values import format_owners, is_owner_heading, parse_done, parse_owners

DEFAULT_HEADINGS: dict[Section, str] = {
    "goals": "Goals",
    "activities": "Activities",
    "quick_wins": "Quick wins",
    "deliverables": "Deliverables",
    "meetings": "Meetings",
}


def canonical(document: PlanDocument) -> PlanDocument:
    """The same plan in the form in which it is read back: sorted, on one line where it must be, no gaps."""
    return replace(
        document,
        title=one_line(document.title),
        front_matter=document.front_matter.strip("\n"),
        phases=tuple(sorted(map(_phase, document.phases), key=lambda p: (p.first_week, p.last_week))),
        notes=_notes(document.notes, ()),
    )


def _phase(phase: Phase) -> Phase:
    headings = _headings(phase)
    order = [section for section, _ in headings]
    end = Due("week_end", phase.last_week)
    items = sorted((_item(item, end) for item in phase.items), key=lambda i: order.index(SECTION_OF[i.kind]))
    phase = replace(
        phase,
        title=one_line(phase.title),
        label=_label(phase),
        headings=headings,
        goals=tuple(replace(goal, text=one_line(goal.text) or "Untitled") for goal in phase.goals),
        items=tuple(items),
        notes=_notes(phase.notes, order),
    )
    return replace(phase, columns=_columns(phase, end))


def _label(phase: Phase) -> str:
    """The label as written, where it gives these weeks alone and before the title; the usual one otherwise."""
    label, title = one_line(phase.label), one_line(phase.title)
    wanted = (label, phase.first_week, phase.last_week, title)
    fits = _opened(f"{label}: {title}" if title else label) == wanted
    return label if fits else default_label(phase.first_week, phase.last_week)


def _opened(heading: str) -> tuple[str, int, int, str] | None:
    try:
        found = phase_heading(heading)
    except ValueError:
        return None
    return (found.label, found.first_week, found.last_week, found.title) if found else None


def _headings(phase: Phase) -> tuple[tuple[Section, str], ...]:
    """The sections that there are, each once, with words that open them again."""
    found: dict[Section, str] = {}
    for section, written in phase.headings:
        words = one_line(written)
        found.setdefault(section, words if section_kind(words) == section else DEFAULT_HEADINGS[section])
    needed = {SECTION_OF[item.kind] for item in phase.items} | {note.section for note in phase.notes}
    for section in SECTIONS:
        if section in needed or (section == "goals" and phase.goals):
            found.setdefault(section, DEFAULT_HEADINGS[section])
    return tuple(found.items())


def _item(item: Item, end: Due) -> Item:
    extras = ((plain(header), one_line(value)) for header, value in item.extras)
    return replace(
        item,
        title=one_line(item.title) or "Untitled",
        why=one_line(item.why),
        who=one_line(item.who),
        outcome=one_line(item.outcome),
        body=tidy(item.body),
        owners=tuple(dict.fromkeys(plain(owner) for owner in item.owners)),
        effort=_amount(item.effort, parse_effort, lambda e: f"{e.low}-{e.high} {e.unit}"),
        count=_amount(item.count, parse_count, lambda c: f"{c.low}-{c.high}"),
        due=None if item.due == end else item.due,
        extras=tuple(sorted((header, value) for header, value in extras if value)),
    )


def _amount[A: (EffortRange, CountRange)](
    amount: A | None, parse: Callable[[str], A | None], words: Callable[[A], str]
) -> A | None:
    """The amount with words that say the same, and that stand on one line."""
    if amount is None:
        return None
    tried = replace(amount, words=one_line(amount.words))
    return tried if parse(tried.words) == tried else replace(amount, words=words(amount))


def _notes(notes: Iterable[Note], order: Sequence[Section]) -> tuple[Note, ...]:
    """Notes by section; in each, all text without a heading first and in one."""
    tidied = [_note(note) for note in notes]
    found: list[Note] = []
    for section in ("", *order):
        mine = [note for note in tidied if note.section == section]
        bare = join_blocks(*(note.body for note in mine if not note.level))
        found += [Note("", bare, section)] if bare else []
        found += [note for note in mine if note.level]
    return tuple(found)


def _note(note: Note) -> Note:
    """The note where it can be: a heading as deep as the sections would leave its section."""
    note = replace(note, title=one_line(note.title) if note.level else "", body=tidy(note.body))
    leaves = note.level == 1 and section_kind(note.title) != note.section
    opens = note.level > 1 and note.section == "quick_wins"
    return replace(note, section="") if leaves or opens else note


def section_items(phase: Phase, section: Section) -> tuple[Item, ...]:
    """The items that stand in a section."""
    return tuple(item for item in phase.items if SECTION_OF[item.kind] == section)


def section_due(phase: Phase, section: Section) -> Due | None:
    """What the heading of a section says of dates."""
    return due_in_heading(dict(phase.headings).get(section, ""))


def column_words(phase: Phase, section: Section, field: str) -> str:
    """How the phase calls a column, or everyone."""
    found = (words for s, f, words in phase.columns if (s, f) == (section, field))
    return next(found, default_words(section, field))


def _columns(phase: Phase, end: Due) -> tuple[tuple[Section, str, str], ...]:
    """The words that the export would not find by itself: other than the usual, or of an empty column."""
    order = [section for section, _ in phase.headings]
    kept: set[tuple[Section, str, str]] = set()
    for section in order:
        items = section_items(phase, section)
        mine = _words_of(
            phase, section, {each.done for each in (phase.goals if section == "goals" else items)}
        )
        used = _used(phase, section, end, dict(sorted(mine)))
        headers = {header for item in items for header, _ in item.extras}
        extras = headers | {words for field, words in mine if field == "extra"}
        used |= {field_of(section, header) for header in extras}
        told = {(section, f, w) for f, w in mine if _tells(section, f, w, used, headers, items)}
        if told and not items:
            told.add((section, "title", column_words(phase, section, "title")))
        kept |= told
        if section == "activities" and not can_group_by_owner(items):
            kept.add((section, "owners", column_words(phase, section, "owners")))
    return tuple(sorted(kept, key=lambda c: (order.index(c[0]), c[1:])))


def _words_of(phase: Phase, section: Section, states: set[bool]) -> set[tuple[str, str]]:
    """The words that a section has for its columns and in its cells; those for a state only while it is there."""
    mine = {(field, plain(words)) for s, field, words in phase.columns if s == section and plain(words)}
    return {
        (field, words)
        for field, words in mine
        if field not in ("yes", "no")
        or (parse_done(words) is (field == "yes") and (field == "yes") in states)
    }


def _used(phase: Phase, section: Section, end: Due, words: Mapping[str, str]) -> set[str]:
    """The fields in which a goal or an item of a section has something to say."""

    def word(field: str) -> str:
        return words.get(field) or default_words(section, field)

    if section == "goals":
        return {"done"} if any(word("yes" if goal.done else "no") for goal in phase.goals) else set()
    due = section_due(phase, section)
    return {field for item in section_items(phase, section) for field in cells_of(item, end, due, word)}


def _tells(
    section: Section, field: str, words: str, used: set[str], headers: set[str], items: Sequence[Item]
) -> bool:
    if field == "extra":
        return words not in headers
    usual = words == default_words(section, field)
    if field in ("yes", "no"):
        return not usual
    if field == "everyone":
        return not usual and any(item.everyone for item in items) and bool(parse_owners(words)[1])
    if field == "title":
        return _is_title(section, words, headers) and not (usual and items)
    if section == "activities" and field == "owners":
        return field_of(section, words) == field
    return field_of(section, words) == field and not (usual and field in used)


def _is_title(section: Section, words: str, headers: set[str]) -> bool:
    """Whether the first column of this name would be the title, whatever stands beside it."""
    field = field_of(section, words)
    return field == "title" or (field == "" and not any(field_of(section, h) == "title" for h in headers))


def owner_runs(items: Sequence[Item]) -> list[tuple[str, list[Item]]]:
    """Items in their order, cut wherever the owners change; the owners as a heading would name them."""
    runs = groupby(items, key=lambda item: format_owners(item.owners, "All" if item.everyone else ""))
    return [(owners, list(run)) for owners, run in runs]


def can_group_by_owner(items: Sequence[Item]) -> bool:
    """Whether sub-headings can name the owners of activities: each once, and nobody's activities first."""
    if any(field_of("activities", header) == "owners" for item in items for header, _ in item.extras):
        return False
    names = [owners for owners, _ in owner_runs(items)]
    headed = [name for name in names if name]
    return len(set(names)) == len(names) and "" not in names[1:] and all(map(is_owner_heading, headed))
