"""What is stored of chosen practices, in working copies and in submissions: for a file that may name any of them."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.db import connection

from maturity.answer_rows import Link
from maturity.answering import AnswerContent
from maturity.queries.snapshot_days import as_day

type Place = tuple[int, int]
"""An assessment, or a submission, and a practice: their ids."""


class Stored(NamedTuple):
    """`pk` is the answer's, `vouched_on` is known of what was submitted."""

    pk: int
    content: AnswerContent
    links: tuple[Link, ...]
    vouched_on: date | None = None


_CONTENT = """{parent}, a.practice_id, a.id, a.level, a.not_applicable, a.not_applicable_because,
    a.not_applicable_reason, a.note, a.target, a.target_by"""
_PLACES = "({parent}, a.practice_id) IN (VALUES {places})"
_DRAFTS = f"""
SELECT {_CONTENT.format(parent="a.assessment_id")} FROM maturity_answer a
WHERE {_PLACES.replace("{parent}", "a.assessment_id")} {{lock}}
"""  # noqa: S608  names of columns alone
_SUBMITTED = f"""
SELECT {_CONTENT.format(parent="a.submission_id")}, a.evidence, a.vouched_on FROM maturity_submittedanswer a
WHERE {_PLACES.replace("{parent}", "a.submission_id")}
"""  # noqa: S608
_EVIDENCE = """
SELECT answer_id, dated, url, title FROM maturity_evidence WHERE answer_id IN ({ids}) ORDER BY dated DESC, id
"""


def stored_drafts(places: Sequence[Place], *, lock: bool = False) -> Mapping[Place, Stored]:
    """By assessment and practice, in two statements; with `lock` nobody changes them until the transaction ends."""
    if not places:
        return {}
    locking = "ORDER BY a.id FOR UPDATE" if lock and connection.features.has_select_for_update else ""
    rows = _fetched(_DRAFTS.format(places=_marks(places), lock=locking), places)
    links = links_of_rows([row[2] for row in rows])
    return {row[:2]: Stored(row[2], _content(row), links[row[2]]) for row in rows}


def stored_submissions(places: Sequence[Place]) -> Mapping[Place, Stored]:
    """By submission and practice, in one statement."""
    if not places:
        return {}
    rows = _fetched(_SUBMITTED.format(places=_marks(places)), places)
    return {row[:2]: Stored(row[2], _content(row), links_of(row[10]), as_day(row[11])) for row in rows}


def links_of(evidence: str) -> tuple[Link, ...]:
    """Of the JSON that a submission keeps, as the database gives it."""
    return links_in(json.loads(evidence)) if evidence != "[]" else ()


def links_in(evidence: Sequence[Mapping[str, str]]) -> tuple[Link, ...]:
    """Of the same, read."""
    return tuple(Link(date.fromisoformat(each["dated"]), each["url"], each["title"]) for each in evidence)


def links_of_rows(answers: Sequence[int]) -> Mapping[int, tuple[Link, ...]]:
    """The evidence of working copies by answer, the newest first; of every answer, if only none."""
    found: dict[int, tuple[Link, ...]] = defaultdict(tuple)
    if answers:
        with connection.cursor() as cursor:
            cursor.execute(_EVIDENCE.format(ids=", ".join(["%s"] * len(answers))), answers)
            for answer, dated, url, title in cursor.fetchall():
                found[answer] += (Link(as_day(dated), url, title),)
    return found


def _marks(places: Sequence[Place]) -> str:
    return ", ".join(["(%s, %s)"] * len(places))


def _fetched(statement: str, places: Sequence[Place]) -> list[tuple]:  # type: ignore[type-arg]
    with connection.cursor() as cursor:
        cursor.execute(statement, [pk for place in places for pk in place])
        return list(cursor.fetchall())


def _content(row: tuple) -> AnswerContent:  # type: ignore[type-arg]
    """Tidied, as a person's answer is."""
    level, excluded, because, reason, note, target, target_by = row[3:10]
    return AnswerContent(level, bool(excluded), because, reason, note, target, target_by).tidied()
