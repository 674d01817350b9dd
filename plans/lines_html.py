"""The items of a list as HTML, joined here and not in a template: hundreds of rows have to be quick.

All that a person wrote is escaped here; numbers, days and the words of the program need no escape by their making.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from html import escape
from typing import NamedTuple

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from common.markdown import inline_html
from common.templatetags.page import day
from plans.queries.items import ItemLine, Owner

_TONES = {"done": "good", "blocked": "bad", "doing": "warn"}


class Drawing(NamedTuple):
    """What all rows of a page share: its plan, `view` as the page to come back to, and what the person may.

    Rows trade places inside their phase; where the list is ordered `by_day`, among those of the same day.
    """

    slug: str
    view: str
    may_tick: bool
    may_change: bool = False
    by_day: bool = False

    def place(self, line: ItemLine) -> tuple[object, ...]:
        """Equal for rows that may trade places."""
        return (line.phase, line.due_on) if self.by_day else (line.phase,)


@dataclass(frozen=True, slots=True)
class Marks:
    """`chosen` are the items whose boxes are checked; `opened` is worked on, with its `forms` as HTML."""

    chosen: Container[int] = frozenset()
    opened: int | None = None
    forms: str = ""


UNMARKED = Marks()


def lines_html(lines: Iterable[ItemLine], drawing: Drawing, marks: Marks = UNMARKED) -> SafeString:
    """A list item for each. What one swaps is the workspace that they stand in, which says so once for all of them."""
    writer, chosen, opened = LineWriter(drawing, marks), marks.chosen, marks.opened
    rows = [
        writer.line(line) if line.pk == opened or line.pk in chosen else _unmarked(drawing, line)
        for line in lines
    ]
    return mark_safe("".join(rows))  # noqa: S308  # escaped piece by piece


@lru_cache(maxsize=2048)
def _unmarked(drawing: Drawing, line: ItemLine) -> str:
    """Kept from page to page: of a long list, few rows change between two looks at it."""
    return _writer(drawing).line(line)


@lru_cache(maxsize=64)
def _writer(drawing: Drawing) -> "LineWriter":
    return LineWriter(drawing)


def view_address(slug: str, view: str) -> str:
    """Of a page of items: "phases" or "week-3"."""
    name, _, week = view.partition("-")
    return (
        reverse("plan_week", args=(slug, int(week)))
        if name == "week"
        else reverse("plan_phases", args=(slug,))
    )


class LineWriter:
    """The parts of a row; what is the same in all rows is written once."""

    def __init__(self, drawing: Drawing, marks: Marks = UNMARKED) -> None:
        self.drawing, self.marks = drawing, marks
        self.item, self.after = reverse("plan_item", args=(drawing.slug, 0)).rsplit("0", 1)
        self.page = view_address(drawing.slug, drawing.view)
        self.owned: dict[tuple[Owner, ...], str] = {}

    def line(self, line: ItemLine) -> str:
        """All of one item in a line."""
        done = ' class="done"' if line.is_done else ""
        about = f"<p>{escape(line.line)}</p>" if line.line else ""
        link = f'<a href="{self.item}{line.pk}{self.after}">{escape(line.label)}</a>'
        return (
            f'<li id="item-{line.pk}"{self.moves(line)}>{self.box(line)}{self.tick(line)}'
            f"<div><h3{done}>{link} {self.pills(line)}</h3>{about}{self.standing(line)}</div>"
            f"{self.owners(line.owners)}{due_html(line)}{self.tools(line)}</li>"
        )

    def title(self, line: ItemLine) -> str:
        """The title with its markup as the link to the item; as words alone where it has a link of its own."""
        words = inline_html(line.title)
        return f'<a href="{self.item}{line.pk}{self.after}">{escape(line.label) if "<a " in words else words}</a>'

    def moves(self, line: ItemLine) -> str:
        """For the script that lets rows be dragged."""
        if not self.drawing.may_change:
            return ""
        place = "_".join(map(str, self.drawing.place(line)))
        return f' data-place="{place}" data-version="{line.version}"'

    def box(self, line: ItemLine) -> str:
        """Chooses it for what is done to several at once."""
        if not self.drawing.may_change:
            return ""
        checked = " checked" if line.pk in self.marks.chosen else ""
        return (
            f'<input type="checkbox" form="chosen" name="item" value="{line.pk}.{line.version}" '
            f'id="choose-{line.pk}" aria-label="Choose {escape(line.label)}"{checked}>'
        )

    def tools(self, line: ItemLine) -> str:
        """The way to what can be done with it; of the row that is worked on, that itself."""
        if not self.drawing.may_change:
            return ""
        is_open = self.marks.opened == line.pk
        address = "?" if is_open else f"?at={line.pk}"
        return (
            f'<a class="btn small" id="at-{line.pk}" href="{self.page}{address}#item-{line.pk}" '
            f'hx-get="{self.page}{address}" aria-expanded="{"true" if is_open else "false"}">'
            f'{"Close" if is_open else "Change"}<span class="sr"> {escape(line.label)}</span></a>'
            f"{self.marks.forms if is_open else ''}"
        )

    def tick(self, line: ItemLine) -> str:
        """The check mark: for who may tick a button of the page's form "tick", which has what all of them send."""
        if not self.drawing.may_tick:
            on, said = (" on", "Done") if line.is_done else ("", "Open")
            return f'<span class="tick{on}"><span class="sr">{said}</span></span>'
        address = f"{self.item}{line.pk}{self.after}done/?version={line.version}"
        value, pressed = ("no", "true") if line.is_done else ("yes", "false")
        return (
            f'<button class="tick" id="tick-item-{line.pk}" form="tick" formaction="{address}" hx-post="{address}" '
            f'name="done" value="{value}" aria-pressed="{pressed}">'
            f'<span class="sr">Done: {escape(line.label)}</span></button>'
        )

    def pills(self, line: ItemLine) -> str:
        """Its kind; and its state as a word, unless it is just open."""
        kind = f'<span class="pill {line.tone}">{line.kind}</span>'
        if line.state == "open":
            return kind
        return f'{kind} <span class="pill {_TONES.get(line.state, "")}">{line.state_words}</span>'

    def standing(self, line: ItemLine) -> str:
        """What stands in its way, and what a meeting still owes."""
        said = []
        if line.state in {"blocked", "dropped", "handed_on"}:
            reason = (
                f"{line.reason.rstrip('.')}. Waits for {line.blocked_by}." if line.blocked_by else line.reason
            )
            said.append(f"<p><b>{line.state_words.capitalize()}:</b> {escape(reason)}</p>")
        if line.is_outcome_missing:
            link = f'<a href="{self.item}{line.pk}{self.after}#edit">Write it<span class="sr">: '
            write = f" {link}{escape(line.label)}</span></a>" if self.drawing.may_tick else ""
            said.append(f'<p><span class="late">No outcome written.</span>{write}</p>')
        return "".join(said)

    def owners(self, owners: Sequence[Owner]) -> str:
        """Initials, with the names for the pointer and for those who listen. Equal owners are written once."""
        key = tuple(owners)
        if key not in self.owned:
            self.owned[key] = _owners(key)
        return self.owned[key]


def _owners(owners: Sequence[Owner]) -> str:
    if not owners:
        return "<div></div>"
    each = [
        f'<span class="avatar" aria-hidden="true" title="{escape(owner.hint)}">{escape(owner.initials)}</span>'
        f'<span class="sr">{escape(owner.hint)}{", " if n < len(owners) else ""}</span>'
        for n, owner in enumerate(owners, start=1)
    ]
    return f'<div><span class="sr">Owners: </span>{"".join(each)}</div>'


def due_html(line: ItemLine) -> str:
    """The day that it is due on, or how late it is."""
    if line.due_on is None:
        return '<div class="small"></div>'
    return _due(line.due_on, line.days_late, line.is_today and not line.is_done)


@lru_cache(maxsize=1024)
def _due(due_on: date, days_late: int, is_today: bool) -> str:
    late = f"{days_late} day{'' if days_late == 1 else 's'} late" if days_late else ""
    words, look = late or ("today" if is_today else day(due_on)), ' class="late"' if late else ""
    return (
        f'<div class="small"><span class="sr">Due: </span><time datetime="{due_on.isoformat()}" '
        f'title="{due_on:%-d %B %Y}"{look}>{words}</time></div>'
    )
