"""Answers as a kind of spreadsheet: of past cycles, so that a year of an old one becomes trends, and of the present."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import ClassVar

from common.days import organisation_day
from common.decisions import ALLOWED, Decision
from common.spreadsheets.reading import Reading
from common.spreadsheets.sheet import Cell, Column, Sheet, SheetRow
from maturity.policies import may_import_answers
from maturity.queries.answer_export import exported_answers
from maturity.queries.answer_reading import AnswerReading
from maturity.services.answer_imports import import_answers
from maturity.waking import wake_snapshots
from teams.models import User

PLACE = (
    Column(
        "team",
        "Team",
        "The team’s name, or its short name from the address of its page where two have the same.",
        required=True,
        example="checkout",
        aliases=("squad", "group", "product team"),
    ),
    Column(
        "cycle",
        "Cycle",
        "The quarter: 2025-q3, 2025 Q3 or Q3 2025. A past quarter that has no cycle gets one, which is closed and asks"
        " the model version that was published last by its end; where none was, the newest.",
        required=True,
        example="2025-q3",
        aliases=("quarter", "period", "round"),
    ),
    Column(
        "practice",
        "Practice",
        "Its key, or its title where no other practice of the model has the same.",
        required=True,
        example="release-automation",
        aliases=("practice key", "question", "capability", "criterion"),
    ),
)
TARGET = (
    Column(
        "target",
        "Target",
        "The level that the team wants to reach. Empty: none.",
        example=3,
        aliases=("target level", "goal"),
    ),
    Column(
        "target_by",
        "Target by",
        "The quarter by which it wants that. Empty: as it is for the same target, or the one after the cycle’s.",
        example="2026-q1",
        aliases=("target quarter", "goal by"),
    ),
)
ANSWER = (
    Column(
        "level",
        "Level",
        "The number or the name of the level, or “not applicable”. Empty: not answered.",
        required=True,
        example=2,
        aliases=("score", "rating", "answer", "maturity"),
    ),
    Column(
        "not_applicable_because",
        "Not applicable because",
        "nothing-of-the-kind, another-team, too-early, being-retired, agreed-exception or other."
        " Empty: as it is, or other.",
        aliases=("because",),
    ),
    Column(
        "not_applicable_reason",
        "Not applicable: reason",
        "A sentence of the team’s own. Empty: as it is, or that the spreadsheet gives none.",
        aliases=("reason",),
    ),
    Column(
        "note",
        "Note",
        "What the team wrote beside it.",
        example="Two of three services; the last one waits for its tests.",
        aliases=("notes", "comment", "comments", "remark"),
    ),
)
PROOF = (
    Column(
        "evidence",
        "Evidence",
        "A line for each link: its day, its address, its title. Without a day it dates from the answer’s.",
        example="2025-09-12 https://wiki.example.org/release Release checklist",
        aliases=("evidence url", "link", "links", "proof"),
    ),
    Column(
        "answered_on",
        "Answered on",
        "The day on which somebody last said so; it counts in past cycles. Empty: the day of the submission.",
        example="2025-09-18",
        aliases=("answered", "answer date", "date", "assessed on"),
    ),
    Column(
        "submitted_on",
        "Submitted on",
        "The day from which the team’s answers of a past cycle count; the latest of its rows. Empty: the latest day on"
        " which it answered, or else the last of the cycle.",
        example="2025-09-24",
        aliases=("submitted", "handed in on"),
    ),
)


class AnswersSheet(Sheet):
    """`columns` are in the order of `exported_answers`."""

    slug = "answers"
    title = "Answers"
    about = (
        "A row is a team’s answer to a practice in a cycle. In a cycle that is open it goes into the team’s draft,"
        " which a lead submits. Of a past one in which the team has nothing yet, its rows become its submission, and"
        " the trend, the matrix and all else show it as if it had been handed in then. Bring such a quarter in whole,"
        " for its figures are frozen soon after. What was submitted never changes: rows that differ from it are"
        " refused, and a correction is the way."
    )
    columns: ClassVar[Sequence[Column]] = (*PLACE, *ANSWER, *TARGET, *PROOF)

    def may_import(self, user: User) -> Decision:
        return may_import_answers(user)

    def may_export(self, user: User) -> Decision:
        """What was submitted is everybody's to read."""
        return ALLOWED

    def export(self, user: User) -> Iterator[tuple[Cell, ...]]:
        return exported_answers(user, organisation_day())

    def read(self, rows: Iterable[SheetRow], *, by: User | None, now: datetime) -> Reading:
        reading = AnswerReading(by=by, now=now)
        for _ in reading.batches(rows):
            pass
        return reading.reading()

    def write(
        self, rows: Iterable[SheetRow], *, by: User | None, now: datetime, progress: Callable[[int], None]
    ) -> Reading:
        """The figures of quarters that are over are taken as soon as it is committed."""
        reading = import_answers(rows=rows, progress=progress, by=by, now=now)
        wake_snapshots()
        return reading


class TargetsSheet(AnswersSheet):
    """The targets alone: what teams answered stays as it is."""

    slug = "targets"
    title = "Targets"
    about = (
        "A row is the level that a team wants to reach in a practice, and by when. It goes into the team’s draft of a"
        " cycle that is open. What was submitted never changes: rows that differ from it are refused, and a correction"
        " is the way."
    )
    columns = (*PLACE, *TARGET)

    def export(self, user: User) -> Iterator[tuple[Cell, ...]]:
        """Those that there are; one that is left out of a file stays."""
        names = [column.name for column in AnswersSheet.columns]
        chosen = [names.index(column.name) for column in self.columns]
        target = names.index("target")
        for cells in super().export(user):
            if cells[target] is not None:
                yield tuple(cells[place] for place in chosen)
