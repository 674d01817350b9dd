"""What was open in invented answers when they were handed in: the rule of submitting, without its tables. Pure."""

from collections.abc import Sequence
from datetime import date

from maturity.before_submitting import Said, open_concerns
from plans.demonstration.answers import InventedAnswer


def left_open(
    answers: Sequence[InventedAnswer], last: Sequence[InventedAnswer], today: date
) -> dict[str, list[str]]:
    """Practice keys by concern, as `Submission.left_open` keeps them; `last` is empty for a team's first time."""
    then = {answer.practice.id: answer for answer in last}
    found: dict[str, list[str]] = {}
    for answer in answers:
        for concern in open_concerns(_said(answer, then.get(answer.practice.id), today)):
            found.setdefault(concern.value, []).append(answer.practice.key)
    return found


def _said(answer: InventedAnswer, last: InventedAnswer | None, today: date) -> Said:
    """What was carried was confirmed. Evidence is told apart by its title, because every address is the same."""
    return Said(
        level=answer.level,
        not_applicable=answer.not_applicable,
        note=answer.note,
        carried=last is not None,
        confirmed=True,
        last_level=last.level if last else None,
        evidence=answer.evidence,
        last_evidence=last.evidence if last else (),
        half_life_days=answer.practice.half_life_days,
        today=today,
    )
