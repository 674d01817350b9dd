"""Reading a file of answers: which teams, cycles and practices its rows name, and what is wrong or to be written."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import batched

from common.spreadsheets.reading import Reading, Tally
from common.spreadsheets.sheet import Cell, SheetRow
from common.spreadsheets.values import BadCell
from maturity.answer_rows import Stated, stated
from maturity.queries.answer_book import AnswerBook, Round
from maturity.queries.compared_answers import AnswerRow, NamedRow, differences, misfits, whole
from maturity.queries.stored_answers import Place, Stored, stored_drafts, stored_submissions
from teams.models import User

AT_ONCE = 1000


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

    def _named(self, row: SheetRow) -> NamedRow | None:
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
        return None if wrong else NamedRow(row.number, found, practice, said)

    def _stored(self, named: Sequence[NamedRow]) -> tuple[Mapping[Place, Stored], Mapping[Place, Stored]]:
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
        self, row: NamedRow, drafts: Mapping[Place, Stored], submitted: Mapping[Place, Stored]
    ) -> AnswerRow | None:
        found = row.round
        if found.draft:
            stored = drafts.get((found.assessment or 0, row.practice))
        else:
            stored = submitted.get((found.submission or 0, row.practice))
        written = row.beside(stored)
        before, after = differences(written, stored) if stored else ({}, {})
        if stored and not after:
            self._tally.unchanged(row.number)
            return None
        if found.refusal:
            self._refuse(row, next(iter(after), "cycle"))
            return None
        if wrong := misfits(written):
            for column, words in wrong:
                self._fault(row.number, column, words)
            return None
        if stored is None:
            self._tally.new(row.number, whole(written))
        else:
            self._tally.changed(row.number, before, after)
        if found.is_first:
            self._sum_up(written)
        return written

    def _refuse(self, row: NamedRow, column: str) -> None:
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


def _later(one: date | None, other: date | None) -> date | None:
    return max(one, other) if one and other else one or other
