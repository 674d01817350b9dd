"""Bringing answers in from a spreadsheet: into working copies, and as submissions of cycles that are over."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from common.services import service
from common.spreadsheets.reading import Reading
from common.spreadsheets.sheet import SheetRow
from maturity.answering import spoken
from maturity.models import Assessment, Evidence
from maturity.queries.answer_book import Round
from maturity.queries.answer_reading import AnswerReading
from maturity.queries.compared_answers import AnswerRow
from maturity.queries.stored_answers import stored_drafts
from maturity.services.assessments import begin_assessment
from maturity.services.past_submissions import PastAnswer, submit_past
from teams.models import User
from teams.services import activity

_LOCK = 0x776E  # an advisory lock of PostgreSQL; that of days is the number before
_UPDATE = """
UPDATE maturity_answer SET level = %s, not_applicable = %s, not_applicable_because = %s, not_applicable_reason = %s,
    note = %s, target = %s, target_by = %s, saved_at = %s, saved_by_id = %s,
    confirmed_at = CASE WHEN %s = 1 AND carried_from_id IS NOT NULL THEN %s ELSE confirmed_at END,
    version = version + 1
WHERE id = %s
"""


@service
def import_answers(
    *, rows: Iterable[SheetRow], progress: Callable[[int], None], by: User | None, now: datetime
) -> Reading:
    """Write what the rows say, and tell what that was.

    What a row says of a cycle that takes answers goes into the team's working copy, which begins here where it has
    none. Rows of a cycle that is over become its submission (`submit_past`). Where the reading has faults, nothing is
    complete: the transaction is to be rolled back.
    """
    _one_after_the_other()
    read = AnswerReading(by=by, now=now, lock=True)
    past: dict[int, list[PastAnswer]] = defaultdict(list)
    drafts = _Drafts(by, now)
    for done, some in read.batches(rows):
        if read.is_sound:
            drafts.write([row for row in some if row.round.draft])
            for row in some:
                if not row.round.draft:
                    past[id(row.round)].append(
                        PastAnswer(row.practice, row.content, row.links, row.said.answered_on)
                    )
        progress(done)
    reading = read.reading()
    if not reading.fault_count:
        drafts.record()
        submit_past(hands=[(found, past[id(found)]) for found in read.rounds()], by=by, now=now)
    return reading


def _one_after_the_other() -> None:
    """Of two files for the same cycle the second sees what the first brought."""
    if connection.vendor == "postgresql":  # SQLite has one writer at a time anyway
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))


class _Drafts:
    """Working copies, as rows fill them a batch at a time."""

    def __init__(self, by: User | None, now: datetime) -> None:
        self._by, self._now = by, now
        self._begun: dict[int, Assessment] = {}
        self._filled: dict[int, tuple[Round, int]] = {}

    def write(self, rows: Sequence[AnswerRow]) -> None:
        for row in rows:
            found, count = self._filled.get(id(row.round), (row.round, 0))
            self._filled[id(found)] = found, count + 1
        self._update([*self._beside_what_was_carried(rows), *(row for row in rows if row.stored)])

    def record(self) -> None:
        """One event for each team and cycle; what each practice was is in the file that was brought in."""
        assessments = Assessment.objects.select_related("team", "cycle").in_bulk(
            [self._assessment(found) for found, _ in self._filled.values()]
        )
        for found, count in self._filled.values():
            subject = assessments[self._assessment(found)]
            activity.record(
                by=self._by,
                now=self._now,
                verb="imported answers into",
                subject=subject,
                team=found.team,
                detail={"practices": count},
            )

    def _assessment(self, found: Round) -> int:
        return found.assessment or self._begun[id(found)].pk

    def _beside_what_was_carried(self, rows: Sequence[AnswerRow]) -> list[AnswerRow]:
        """Rows of working copies that begin here, as they are to be written over what these begin with."""
        new = [row for row in rows if row.stored is None]
        for row in new:
            if id(row.round) not in self._begun:
                self._begun[id(row.round)] = begin_assessment(
                    team=row.round.team, cycle=row.round.cycle, by=self._by, now=self._now
                )
        stored = stored_drafts([(self._assessment(row.round), row.practice) for row in new])
        return [row.beside(stored[self._assessment(row.round), row.practice]) for row in new]

    def _update(self, rows: Sequence[AnswerRow]) -> None:
        now = connection.ops.adapt_datetimefield_value(self._now)
        by = self._by.pk if self._by else None
        with connection.cursor() as cursor:
            cursor.executemany(_UPDATE, [_columns(row, now, by) for row in rows if row.differs])
        _replace_evidence(
            {row.stored.pk: row for row in rows if row.stored and row.links != row.stored.links}
        )


def _columns(row: AnswerRow, now: Any, by: int | None) -> tuple[Any, ...]:
    """Another level, or another word on whether it applies, confirms what was carried."""
    content, stored = row.content, row.stored
    said_anew = stored is not None and spoken(stored.content) != spoken(content)
    return (
        content.level,
        content.not_applicable,
        content.not_applicable_because,
        content.not_applicable_reason,
        content.note,
        content.target,
        content.target_by,
        now,
        by,
        int(said_anew),
        now,
        stored.pk if stored else None,
    )


def _replace_evidence(rows: Mapping[int, AnswerRow]) -> None:
    Evidence.objects.filter(answer__in=list(rows)).delete()
    Evidence.objects.bulk_create(
        Evidence(answer_id=pk, dated=link.dated, url=link.url, title=link.title)
        for pk, row in rows.items()
        for link in row.links
    )
