"""What a row says about an item that is there, or is to be, as values of its columns."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, time
from typing import Any

from django.utils import timezone

from common.days import organisation_day
from common.spreadsheets.values import BadCell
from plans.dates import day_due
from plans.document.model import Due
from plans.item_amounts import count_columns, effort_columns
from plans.item_cells import Said, misfit
from plans.models import Item
from plans.models.change import OWNERS
from plans.queries.item_finding import EMPTY_KIND, EMPTY_TITLE, Found

TEXTS = {
    "title": "title",
    "why": "why",
    "attendees": "who",
    "outcome_expected": "outcome_expected",
    "outcome": "outcome_actual",
    "description": "body",
}
"""Columns of the file, and what the database calls them."""
_STATE = ("state", "reason", "blocked_by", "done_on")
NEEDS_WHY = "Say why in the column Reason: whoever reads the plan should not have to ask."
HANDED_OVER = "Work is handed over in the closing review of the plan. Write another state."

type Values = dict[str, Any]
type Wrong = tuple[str, str]
"""Column of the file, and a sentence."""


class Wish:
    """`values` are what a row would write into its item, by column of the database and `OWNERS`."""

    def __init__(self, found: Found, practices: Mapping[str, str], now: datetime) -> None:
        """`practices` are keys by key and by title, in small letters."""
        self._item, self._cells, self._is_new = found.item, found.cells, found.is_new
        self._practices, self._now = practices, now
        self.values: Values = {}
        self.wrong: list[Wrong] = []

    def hear(self, said: Said) -> None:
        for part in (self._texts, self._kind, self._owners, self._due, self._amounts, self._practice):
            part(said)
        if said.keys() & set(_STATE):
            self._state(said)

    def _texts(self, said: Said) -> None:
        for column, name in TEXTS.items():
            if column in said:
                self._fits(column, said[column])
                self.values[name] = said[column]
        if said.get("title") == "":
            self.wrong.append(("title", EMPTY_TITLE))

    def _fits(self, column: str, words: str) -> None:
        if problem := misfit(column, words):
            self.wrong.append((column, problem))

    def _kind(self, said: Said) -> None:
        if "kind" not in said:
            return
        if said["kind"] is None:
            self.wrong.append(("kind", EMPTY_KIND))
        else:
            self.values["kind"] = said["kind"]

    def _owners(self, said: Said) -> None:
        if "owners" not in said:
            return
        names, everyone = said["owners"]
        try:
            self.values |= {OWNERS: self._cells.roles_named(names), "everyone": everyone}
        except BadCell as bad:
            self.wrong.append(("owners", str(bad)))

    def _due(self, said: Said) -> None:
        """A due date that comes to the day that there is changes nothing: what is no longer said of it stays known."""
        if "due" not in said and not self._is_new:
            return
        due: Due | None = said.get("due")
        plan, phase = self._cells.plan, self._item.phase
        if plan.start is None:
            return
        day = day_due(due, plan.start, plan.country, phase.last_week)
        if day != self._item.due_on:
            self.values |= {"due_on": day, **due_columns(due)}

    def _amounts(self, said: Said) -> None:
        for column, columns in _AMOUNTS:
            if column in said:
                self._fits(column, said[column].words if said[column] else "")
                self.values |= columns(said[column])

    def _practice(self, said: Said) -> None:
        if not said.keys() & {"practice", "target_level"}:
            return
        key = self._practice_key(said["practice"]) if "practice" in said else self._item.practice_key
        level = said.get("target_level", self._item.target_level)
        if level is not None and not key:
            self.wrong.append(
                ("target_level", "A level is one of a practice. Write that too, or leave both empty.")
            )
        self.values |= {"practice_key": key, "target_level": level}

    def _practice_key(self, words: str) -> str:
        key = self._practices.get(words.casefold(), "")
        if words and not key:
            self.wrong.append(
                ("practice", f"“{words[:80]}” is no practice of the model. Write a key of the Guide.")
            )
        return key

    def _state(self, said: Said) -> None:
        item = self._item
        state = said.get("state") or item.state
        stays = state == item.state
        reason = said.get("reason", item.reason if stays else "")
        blocked_by = said.get("blocked_by", item.blocked_by if stays else "")
        self._fits("reason", reason)
        self._fits("blocked_by", blocked_by)
        self.wrong += _misfits_of_state(item, state, reason, blocked_by)
        self.values |= {"state": state, "reason": reason, "blocked_by": blocked_by}
        self.values["done_at"] = self._done_at(state, said)

    def _done_at(self, state: str, said: Said) -> datetime | None:
        """A day that is given is meant as its noon, or now where that is still to come."""
        day = said.get("done_on")
        if state != Item.State.DONE:
            if day is not None:
                self.wrong.append(("done_on", "Only what is done has such a day. Write “Done” as its state."))
            return None
        if day is None:
            return self._item.done_at or self._now
        if self._item.done_at and organisation_day(self._item.done_at) == day:
            return self._item.done_at
        if day > organisation_day(self._now):
            self.wrong.append(("done_on", f"{day} lies in the future. Write the day on which it was done."))
        noon = timezone.make_aware(datetime.combine(day, time(12)), timezone.get_default_timezone())
        return min(noon, self._now)


def due_columns(due: Due | None) -> Values:
    """The columns of the offset; empty ones for the end of the phase."""
    if due is None:
        return {"due_kind": "", "due_number": None, "pinned_on": None}
    return {"due_kind": due.kind, "due_number": due.n or None, "pinned_on": due.day}


def _misfits_of_state(item: Item, state: str, reason: str, blocked_by: str) -> Iterator[Wrong]:
    if state == Item.State.HANDED_ON != item.state:
        yield "state", HANDED_OVER
    if state in Item.NEED_REASON and not reason:
        yield "reason", NEEDS_WHY
    if reason and state not in Item.NEED_REASON:
        yield (
            "reason",
            "A reason is kept of what is blocked, dropped or handed over. Leave it empty otherwise.",
        )
    if blocked_by and state != Item.State.BLOCKED:
        yield "blocked_by", "Only what is blocked waits for somebody. Leave it empty otherwise."


_AMOUNTS: Sequence[tuple[str, Callable[[Any], Values]]] = (
    ("effort", effort_columns),
    ("count", count_columns),
)
