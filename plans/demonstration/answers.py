"""Invents how teams answer over the quarters. Pure: the same numbers give the same answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

NOTES = {
    0: ("Nobody has looked at this yet.", "Known, and not on this quarter's list."),
    1: (
        "We react when somebody complains; no owner yet.",
        "Works because two people remember how. Not written down.",
        "Started in one service, stopped when the release came.",
    ),
    2: (
        "In place for the services that customers touch; the batch jobs are missing.",
        "Owner named, reviewed once this quarter.",
        "Holds on 9 of 14 services. The rest is in the backlog with a date.",
    ),
    3: (
        "Measured on the team board since spring; last review found two gaps, both closed.",
        "Every service, with figures. The weekly review looks at it.",
    ),
    4: ("Other teams copy this. Checked by the pipeline, no exceptions since January.",),
}
EVIDENCE = ("Runbook", "Dashboard", "Review notes", "Pipeline run", "Decision record", "Rehearsal report")


@dataclass(frozen=True, slots=True)
class PracticeSpec:
    """What the invention must know of a practice; `id` is the row's."""

    id: int
    key: str
    dimension: str
    half_life_days: int = 180


@dataclass(frozen=True, slots=True)
class InventedAnswer:
    practice: PracticeSpec
    level: int | None = None
    not_applicable: bool = False
    note: str = ""
    target: int | None = None
    evidence: tuple[tuple[str, date], ...] = ()


class TeamStory:
    """One team's abilities and how they move: mostly slowly up, in places down, with something that does not apply."""

    def __init__(self, practices: Sequence[PracticeSpec], highest: int, random: Random) -> None:
        self.practices, self.highest, self.random = practices, highest, random
        ability = random.gauss(1.4, 0.5)
        tide = random.gauss(0.12, 0.13)
        drift = {key: tide + random.gauss(0, 0.1) for key in {p.dimension: None for p in practices}}
        strength = {key: random.gauss(0, 0.5) for key in drift}
        self.start = {p.id: ability + strength[p.dimension] + random.gauss(0, 0.7) for p in practices}
        self.drift = {p.id: drift[p.dimension] + random.gauss(0, 0.06) for p in practices}
        self.not_applicable = {p.id for p in practices if random.random() < 0.03}
        self.answered_from = {p.id: 0 if random.random() < 0.9 else random.randint(1, 9) for p in practices}

    def answers(self, quarter: int, day: date) -> list[InventedAnswer]:
        """One for each practice, in `quarter` (0 is the first), handed in on `day`."""
        return [self._answer(practice, quarter, day) for practice in self.practices]

    def _answer(self, practice: PracticeSpec, quarter: int, day: date) -> InventedAnswer:
        if practice.id in self.not_applicable:
            return InventedAnswer(practice, not_applicable=True)
        if quarter < self.answered_from[practice.id]:
            return InventedAnswer(practice)
        level = self._level(practice, quarter)
        target = (
            min(self.highest, level + self.random.choice((1, 1, 2))) if self.random.random() < 0.6 else None
        )
        return InventedAnswer(
            practice, level, note=self._note(level), target=target, evidence=self._evidence(level, day)
        )

    def _level(self, practice: PracticeSpec, quarter: int) -> int:
        latent = self.start[practice.id] + quarter * self.drift[practice.id] + self.random.gauss(0, 0.12)
        return max(0, min(self.highest, round(latent)))

    def _note(self, level: int) -> str:
        return self.random.choice(NOTES[min(level, 4)]) if self.random.random() < 0.5 else ""

    def _evidence(self, level: int, day: date) -> tuple[tuple[str, date], ...]:
        if level < 2 or self.random.random() < 0.35:
            return ()
        number = self.random.choice((1, 1, 2))
        return tuple(
            (title, day - timedelta(self.random.randint(3, 120)))
            for title in self.random.sample(EVIDENCE, number)
        )
