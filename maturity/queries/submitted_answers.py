"""Submitted answers as other modules read them: their evidence, and what the arithmetic takes of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from maturity import scoring
from maturity.models import SubmittedAnswer


@dataclass(frozen=True, slots=True)
class EvidenceLink:
    """`url` is empty where what was given is no address that a browser should follow."""

    title: str
    url: str
    dated: date | None


def evidence_links(stored: Sequence[dict[str, str]]) -> tuple[EvidenceLink, ...]:
    """Evidence as it was frozen. Only web addresses become links, whatever an import once let in."""
    return tuple(
        EvidenceLink(
            title=item.get("title") or item.get("url", ""),
            url=item["url"] if item.get("url", "").startswith(("https://", "http://")) else "",
            dated=date.fromisoformat(item["dated"]) if item.get("dated") else None,
        )
        for item in stored
    )


def scored_answer(answer: SubmittedAnswer, on: date | None = None) -> scoring.PracticeAnswer:
    """What the arithmetic reads of a submitted answer; its confidence is that of the day `on`, none without a day."""
    return scoring.PracticeAnswer(
        weight=answer.practice.weight,
        level=answer.level,
        not_applicable=answer.not_applicable,
        target=answer.target,
        confirmed=answer.confirmed,
        with_evidence=bool(answer.evidence),
        confidence=_confidence(answer, on) if on else None,
        spread=answer.vote_spread,
    )


def _confidence(answer: SubmittedAnswer, on: date) -> int | None:
    if answer.level is None:
        return None
    age, half_life = (on - answer.vouched_on).days, answer.practice.half_life_days
    return scoring.confidence(age, half_life, with_evidence=answer.newest_evidence is not None)
