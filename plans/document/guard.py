"""Whether a piece of Markdown, put into its place, is read back as what it is. Nothing is written unchecked."""

from plans.document.canonical import DEFAULT_HEADINGS
from plans.document.model import DocumentError, Goal, Item, Note, Phase, Section, SourceFile
from plans.document.reader import read_plan
from plans.document.text import fence

_END = "End"


def write_heading(text: str, depth: int) -> str:
    """A heading; hashes at the end of its text are closed off, so that they stay part of it."""
    closing = " #" if text.endswith("#") else ""
    return f"{'#' * depth} {text}{closing}".rstrip()


def note_body(body: str, section: Section) -> str:
    """The body of a note as it can stand in its section: bare, or in a fence where it would be read as items."""
    if not body:
        return ""
    phase = _read_in(section, body)
    alone = (
        phase is not None
        and not phase.goals
        and not phase.items
        and phase.notes == (Note("", body, section),)
    )
    return body if alone else fence(body)


def reads_as_item(section: Section, written: str, item: Item) -> bool:
    """Whether the text is this one item, with its whole body and nothing beside it."""
    phase = _read_in(section, written)
    if phase is None or len(phase.items) != 1 or phase.notes:
        return False
    return (phase.items[0].title, phase.items[0].body) == (item.title, item.body)


def reads_as_goals(written: str, goals: tuple[Goal, ...]) -> bool:
    """Whether the text is these goals."""
    phase = _read_in("goals", written)
    return phase is not None and phase.goals == goals and not phase.notes


def _read_in(section: Section, written: str) -> Phase | None:
    """A phase of which the text is one section; None where the text breaks out of it or cannot be read."""
    heading = f"## {DEFAULT_HEADINGS[section]}\n\n" if section else ""
    try:
        document = read_plan([SourceFile("", f"# Week 1\n\n{heading}{written}\n\n# {_END}\n")])
    except DocumentError:
        return None
    whole = document.notes == (Note(_END, "", "", 1),) and len(document.phases) == 1
    return document.phases[0] if whole else None
