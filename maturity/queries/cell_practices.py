"""The practices of a cell: what was submitted of each, and what it was at the moment that the cell is compared with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from maturity.answering import why_not_applicable
from maturity.models import LevelCriterion, Snapshot, SubmittedAnswer
from maturity.quarters import target_quarter_name
from maturity.queries.submitted_answers import EvidenceLink, evidence_links

type Said = int | str
"""A level, "not applicable" or "not answered"."""


@dataclass(frozen=True, slots=True)
class PracticeStanding:
    """A practice as it was submitted. `criterion` is the wording of the level reached, '' where there is none.

    `target_by` is the quarter of the target, '' without; `votes` is what was kept of the team's vote on it, as
    `maturity.voting.Tally` writes it. `before` is what the team said at the compared moment; None where that is no
    other submission, or one that cannot be compared.
    """

    key: str
    title: str
    weight: int
    level: int | None
    level_name: str
    not_applicable: bool
    why_not: str
    target: int | None
    target_by: str
    criterion: str
    note: str
    evidence: tuple[EvidenceLink, ...]
    carried: bool
    confirmed: bool
    highest_level: int
    votes: Mapping[str, Any] | None
    before: Said | None = None

    @property
    def pips(self) -> list[str]:
        """A class for each level above 0: "on" up to the level reached, "target" at the target."""
        return [
            " ".join(
                word for word, said in (("on", n <= (self.level or 0)), ("target", n == self.target)) if said
            )
            for n in range(1, self.highest_level + 1)
        ]

    @property
    def said(self) -> str:
        """For those who listen: "level 1 of 4, target 3"."""
        if self.not_applicable:
            return "not applicable"
        level = "unanswered" if self.level is None else f"level {self.level} of {self.highest_level}"
        return level if self.target is None else f"{level}, target {self.target}"

    @property
    def moved(self) -> str:
        """ "up" or "down", or "other" where one of the two is no level; '' where nothing changed."""
        now = _said(self.level, self.not_applicable)
        if self.before is None or self.before == now:
            return ""
        if isinstance(self.before, int) and isinstance(now, int):
            return "up" if now > self.before else "down"
        return "other"

    @property
    def target_met(self) -> bool:
        return self.level is not None and self.target is not None and self.level >= self.target

    @property
    def needs_evidence(self) -> bool:
        return bool(self.level) and not self.evidence


def practice_standings(
    answers: Sequence[SubmittedAnswer], now: Snapshot, then: Snapshot | None
) -> tuple[PracticeStanding, ...]:
    """In two statements, one where there is nothing to compare with."""
    scale, cycle = now.version.scale, now.submission.assessment.cycle.slug
    criteria = {
        (row.practice_id, row.level): row.text
        for row in LevelCriterion.objects.filter(practice__in=[answer.practice_id for answer in answers])
    }
    earlier = _said_then([answer.practice.key for answer in answers], now, then)
    return tuple(
        PracticeStanding(
            key=answer.practice.key,
            title=answer.practice.title,
            weight=answer.practice.weight,
            level=answer.level,
            level_name=scale[answer.level] if answer.level is not None else "",
            not_applicable=answer.not_applicable,
            why_not=why_not_applicable(answer.not_applicable_because, answer.not_applicable_reason),
            target=answer.target,
            target_by=target_quarter_name(answer.target_by, cycle),
            criterion="" if answer.level is None else criteria.get((answer.practice_id, answer.level), ""),
            note=answer.note,
            evidence=evidence_links(answer.evidence),
            carried=answer.carried,
            confirmed=answer.confirmed,
            highest_level=len(scale) - 1,
            votes=answer.votes,
            before=earlier.get(answer.practice.key),
        )
        for answer in answers
    )


def _said_then(practices: Sequence[str], now: Snapshot, then: Snapshot | None) -> dict[str, Said]:
    """By practice key, which stays across versions; levels of another scale are no levels of this one."""
    if then is None or then.submission_id == now.submission_id or then.version.scale != now.version.scale:
        return {}
    rows = SubmittedAnswer.objects.filter(submission=then.submission_id, practice__key__in=practices)
    return {
        key: _said(level, not_applicable)
        for key, level, not_applicable in rows.order_by().values_list(
            "practice__key", "level", "not_applicable"
        )
    }


def _said(level: int | None, not_applicable: bool) -> Said:
    if not_applicable:
        return "not applicable"
    return "not answered" if level is None else level
