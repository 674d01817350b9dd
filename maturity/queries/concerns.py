"""What is open in the answers of a working copy: every place that asks, asks here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from maturity.before_submitting import Concern, Said, open_concerns
from maturity.models import Answer, Assessment, Evidence
from maturity.queries.submissions import spoken_level


@dataclass(frozen=True, slots=True)
class Entry:
    """A practice in which a concern is open. `was` is what the team said last time, empty where it said nothing."""

    practice_id: int
    title: str
    dimension_key: str
    dimension: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Group:
    concern: Concern
    entries: tuple[Entry, ...]


def said_of(answer: Answer, evidence: Iterable[Evidence], today: date) -> Said:
    """The answer for `open_concerns`. Reads no table where its practice and `carried_from` are at hand."""
    last = answer.carried_from
    return Said(
        level=answer.level,
        not_applicable=answer.not_applicable,
        note=answer.note,
        carried=last is not None,
        confirmed=answer.is_confirmed,
        last_level=last.level if last else None,
        evidence=tuple((each.url, each.dated) for each in evidence),
        last_evidence=tuple((row["url"], date.fromisoformat(row["dated"])) for row in last.evidence)
        if last
        else (),
        half_life_days=answer.practice.half_life_days,
        today=today,
    )


def left_open(answers: Iterable[Answer], today: date) -> dict[str, list[str]]:
    """The record of a submission: practice keys by the value of the concern that is open in them.

    Reads no table where practices, `carried_from` and evidence are at hand.
    """
    found: dict[str, list[str]] = {}
    for answer in answers:
        for concern in open_concerns(said_of(answer, answer.evidence.all(), today)):
            found.setdefault(concern.value, []).append(answer.practice.key)
    return found


def concerns_before_submitting(assessment: Assessment, today: date) -> tuple[Group, ...]:
    """The concerns that are open, each with its practices in the order of the model: two statements."""
    rows = assessment.answers.select_related("practice__dimension", "carried_from")
    found: dict[Concern, list[Entry]] = {}
    for answer in rows.prefetch_related("evidence"):
        for concern in open_concerns(said_of(answer, answer.evidence.all(), today)):
            found.setdefault(concern, []).append(_entry(answer, assessment.cycle.version.scale))
    return tuple(Group(concern, tuple(found[concern])) for concern in Concern if concern in found)


def _entry(answer: Answer, scale: list[str]) -> Entry:
    practice, last = answer.practice, answer.carried_from
    return Entry(
        practice_id=practice.pk,
        title=practice.title,
        dimension_key=practice.dimension.key,
        dimension=practice.dimension.title,
        was=spoken_level(last.level, last.not_applicable, scale) if last else "",
        now=spoken_level(answer.level, answer.not_applicable, scale),
    )
