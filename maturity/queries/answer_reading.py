"""Reading rows of a spreadsheet of answers: what each comes to beside what is there, and what is wrong with it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import batched
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from common.spreadsheets.reading import Reading, Tally
from common.spreadsheets.sheet import Cell, SheetRow
from common.spreadsheets.values import BadCell
from maturity.answer_rows import (
    MAX_TITLE,
    NOT_APPLICABLE,
    Kept,
    Link,
    Stated,
    dated_links,
    link_lines,
    merged,
    stated,
)
from maturity.answering import AnswerContent, problems
from maturity.hidden_characters import refused_for
from maturity.quarters import Quarter
from maturity.queries.answer_book import AnswerBook, Round, is_to_come
from maturity.queries.stored_answers import Place, Stored, stored_drafts, stored_submissions
from maturity.scoring import vouched_on
from teams.models import User

AT_ONCE = 1000
MAX_LINKS = 20
UNANSWERED = AnswerContent()
_is_web_address = URLValidator(schemes=["https"])


class AnswerRow(NamedTuple):
    """A row that is to be written: the answer and its evidence as they will be. `stored` is what is there now."""

    number: int
    round: Round
    practice: int
    said: Stated
    content: AnswerContent
    links: tuple[Link, ...]
    stored: Stored | None

    def beside(self, stored: Stored) -> "AnswerRow":
        """The same row beside something else that is stored."""
        return _merged(_Named(self.number, self.round, self.practice, self.said), stored)

    @property
    def differs(self) -> bool:
        """In more than its evidence."""
        return self.stored is None or self.content != self.stored.content


class _Named(NamedTuple):
    """A row of which one knows what it is about."""

    number: int
    round: Round
    practice: int
    said: Stated


class AnswerReading:
    """One file, as `by` brings it in. With `lock`, nobody changes its answers until the transaction ends."""

    def __init__(self, *, by: User | None, now: datetime, lock: bool = False) -> None:
        self.book = AnswerBook(by=by, now=now)
        self.is_sound = True
        self._lock, self._tally = lock, Tally()
        self._rounds: dict[int, Round] = {}
        self._places: dict[tuple[Cell, Cell], Round] = {}

    def batches(self, rows: Iterable[SheetRow]) -> Iterator[tuple[int, list[AnswerRow]]]:
        """The number of rows read so far, and what is to be written of the newest of them."""
        done = 0
        for some in batched(rows, AT_ONCE):
            named = [found for row in some if (found := self._named(row))]
            drafts, submitted = self._stored(named)
            done += len(some)
            judged = (self._judged(each, drafts, submitted) for each in named)
            yield done, [row for row in judged if row]

    def rounds(self) -> Sequence[Round]:
        """The teams and cycles that rows became a first submission of, in the order of the file."""
        return tuple(self._rounds.values())

    def reading(self) -> Reading:
        """To be asked once, when all batches were read."""
        for found in self._rounds.values():
            if not found.is_answered:
                words = f"No row answers a practice for {found.team.name} in {found.cycle.name}. Give one a level."
                self._fault(found.first_row, "level", words)
            elif not found.cycle.opens <= found.day <= found.cycle.closes:
                words = (
                    f"{found.team.name} answered on {found.day} at last, which is not in {found.cycle.name}."
                )
                self._fault(
                    found.first_row, "answered_on", f"{words} Say in submitted_on when it was handed in."
                )
        return self._tally.reading()

    def _named(self, row: SheetRow) -> _Named | None:
        cells, column = row.cells, "team"
        try:
            place = cells.get("team"), cells.get("cycle")
            if (found := self._places.get(place)) is None:
                team = self.book.team(place[0])
                column = "cycle"
                found = self._places[place] = self.book.round(team, self.book.cycle(place[1]))
            column = "practice"
            practice = found.rubric.practice(cells.get("practice"))
        except BadCell as bad:
            self._fault(row.number, column, str(bad))
            return None
        said, wrong = stated(cells, found.rubric.scale)
        wrong += _wrong_days(said, found, self.book.today)
        if practice in found.seen:
            words = f"A row above has {found.team.name}, {found.cycle.name} and this practice already."
            wrong.append(("practice", f"{words} Leave one of them out."))
        found.seen.add(practice)
        for name, words in wrong:
            self._fault(row.number, name, words)
        return None if wrong else _Named(row.number, found, practice, said)

    def _stored(self, named: Sequence[_Named]) -> tuple[Mapping[Place, Stored], Mapping[Place, Stored]]:
        drafts = [
            (each.round.assessment, each.practice)
            for each in named
            if each.round.draft and each.round.assessment and not each.round.hidden
        ]
        submitted = [
            (each.round.submission, each.practice)
            for each in named
            if each.round.submission and not each.round.draft
        ]
        return stored_drafts(drafts, lock=self._lock), stored_submissions(submitted)

    def _judged(
        self, row: _Named, drafts: Mapping[Place, Stored], submitted: Mapping[Place, Stored]
    ) -> AnswerRow | None:
        found = row.round
        if found.draft:
            stored = drafts.get((found.assessment or 0, row.practice))
        else:
            stored = submitted.get((found.submission or 0, row.practice))
        written = _merged(row, stored)
        before, after = _differences(written, stored) if stored else ({}, {})
        if stored and not after:
            self._tally.unchanged(row.number)
            return None
        if found.refusal:
            self._refuse(row, next(iter(after), "cycle"))
            return None
        if wrong := _misfits(written):
            for column, words in wrong:
                self._fault(row.number, column, words)
            return None
        if stored is None:
            self._tally.new(row.number, _whole(written))
        else:
            self._tally.changed(row.number, before, after)
        if found.is_first:
            self._sum_up(written)
        return written

    def _refuse(self, row: _Named, column: str) -> None:
        """Once for a team and cycle: the reason is the same in each of its rows."""
        if not row.round.is_told:
            self._fault(row.number, column, row.round.refusal)
        row.round.is_told, self.is_sound = True, False

    def _sum_up(self, row: AnswerRow) -> None:
        found, said = row.round, row.said
        if id(found) not in self._rounds:
            self._rounds[id(found)] = found
            found.first_row = row.number
        found.is_answered |= row.content.not_applicable or row.content.level is not None
        found.newest_submitted = _later(found.newest_submitted, said.submitted_on)
        found.newest_answered = _later(found.newest_answered, said.answered_on)

    def _fault(self, row: int, column: str, message: str) -> None:
        self.is_sound = False
        self._tally.fault(row, column, message)


def _merged(row: _Named, stored: Stored | None) -> AnswerRow:
    before = stored.content if stored else UNANSWERED
    content = merged(row.said, before, following_quarter(row.round.cycle.slug))
    if isinstance(row.said.evidence, Kept):
        links = stored.links if stored else ()
    else:
        links = dated_links(row.said.evidence, row.said.answered_on or row.round.latest)
    return AnswerRow(row.number, row.round, row.practice, row.said, content, links, stored)


@lru_cache(maxsize=1000)
def following_quarter(cycle: str) -> str:
    """The quarter by which targets of a cycle are meant; empty where its slug is no quarter."""
    try:
        return Quarter.parse(cycle).next.slug
    except ValueError:
        return ""


def _wrong_days(said: Stated, found: Round, today: date) -> list[tuple[str, str]]:
    if found.submission and not found.draft:
        return []  # compared with it as they are: a correction is of a day after its cycle
    wrong, cycle = [], found.cycle
    for column, day in (("answered_on", said.answered_on), ("submitted_on", said.submitted_on)):
        if day is None:
            continue
        if day > today:
            wrong.append((column, f"{day} lies in the future. Write the day on which it was answered."))
        elif not found.draft and day > cycle.closes:
            wrong.append(
                (column, f"{day} is after {cycle.name} ended, on {cycle.closes}. Write a day in it.")
            )
    if not wrong and not found.draft and said.submitted_on and said.submitted_on < cycle.opens:
        wrong.append(("submitted_on", f"{said.submitted_on} is before {cycle.name} began, on {cycle.opens}."))
    if not wrong and said.answered_on and said.submitted_on and said.answered_on > said.submitted_on:
        wrong.append(("answered_on", f"{said.answered_on} is after the day on which it was submitted."))
    return wrong


def _differences(row: AnswerRow, stored: Stored) -> tuple[dict[str, object], dict[str, object]]:
    """Before and after, of the columns that differ."""
    same_links = sorted(map(str, row.links)) == sorted(map(str, stored.links))
    before: dict[str, object] = {}
    after: dict[str, object] = {}
    if row.content != stored.content or not same_links:
        before = shown(stored.content, stored.links)
        after = shown(row.content, stored.links if same_links else row.links)
    if stored.vouched_on is not None:
        days = _days(row, stored.vouched_on)
        before |= {column: was for column, (was, _) in days.items()}
        after |= {column: will_be for column, (_, will_be) in days.items()}
    names = [name for name in after if after[name] != before[name]]
    return {name: before[name] for name in names}, {name: after[name] for name in names}


def _days(row: AnswerRow, vouched: date) -> dict[str, tuple[str, str]]:
    """Of a submission: each day that the row gives, as it is stored and as the row would have it."""
    said, submitted, found = row.said, row.round.submitted_on, {}
    if said.answered_on:
        stated_on = vouched_on(said.answered_on, newest(row.links))
        found["answered_on"] = (str(vouched), str(stated_on))
    if said.submitted_on:
        found["submitted_on"] = (str(submitted), str(said.submitted_on))
    return found


def newest(links: Sequence[Link]) -> date | None:
    return max((link.dated for link in links), default=None)


def shown(content: AnswerContent, links: Sequence[Link]) -> dict[str, object]:
    """An answer as cells, by column."""
    return {
        "level": NOT_APPLICABLE if content.not_applicable else content.level,
        "not_applicable_because": content.not_applicable_because,
        "not_applicable_reason": content.not_applicable_reason,
        "note": content.note,
        "target": content.target,
        "target_by": content.target_by,
        "evidence": link_lines(links) if links else "",
    }


def _whole(row: AnswerRow) -> dict[str, object]:
    """What a new row brings, without what is empty. Of a cycle that comes with it, that it does."""
    found, cycle = row.round, row.round.cycle
    news = f" (new: asks {cycle.version})" if is_to_come(cycle) else ""
    said = shown(row.content, row.links).items()
    return {
        "team": found.team.name,
        "cycle": f"{cycle.name}{news}",
        "practice": found.rubric.keys[row.practice],
        **{name: value for name, value in said if value is not None and value != ""},
    }


def _misfits(row: AnswerRow) -> list[tuple[str, str]]:
    """What the product would refuse from a person as well."""
    wrong = [*problems(row.content, row.round.rubric.scale.highest).items()]
    if row.stored is None or row.links != row.stored.links:
        if len(row.links) > MAX_LINKS:
            wrong.append(("evidence", f"An answer keeps {MAX_LINKS} links at most. Leave some out."))
        wrong += [("evidence", words) for link in row.links if (words := _misfit(link, row.round.latest))]
    return wrong


def _misfit(link: Link, limit: date) -> str:
    if link.dated > limit:
        return f"Evidence of {link.dated} is later than {limit}. Write the day from which it dates."
    if len(link.title) > MAX_TITLE:
        return f"Keep the title of a link under {MAX_TITLE} characters."
    return refused_for(link.title) or _misfit_address(link.url)


@lru_cache(maxsize=1000)
def _misfit_address(url: str) -> str:
    try:
        _is_web_address(url)
    except ValidationError:
        return f"“{url[:60]}” is no link that starts with https://"
    return ""


def _later(one: date | None, other: date | None) -> date | None:
    return max(one, other) if one and other else one or other
