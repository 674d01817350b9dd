"""What a team should look at once more before it hands an answer in. Pure: docs/definitions.md ("Concerns") in code.

The page before submitting, the hint beside an answer and the record in the submission ask the same function.
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum

FAR = 2
"""From how many levels of movement, up or down, an answer is looked at again."""

HIGH_LEVEL = 3
"""The first level that asks for evidence within the practice's half-life."""

type Link = tuple[str, date]
"""Evidence: its address, and the day from which it dates."""


class Concern(Enum):
    """Why an answer is looked at again. `value` is the key kept in a submission; none of them forbids submitting.

    `words` follow a count ("3 lower without a note") and stand alone on a pill; `meaning` explains a group
    of answers, `hint` says to the person beside one answer what to do.
    """

    words: str
    meaning: str
    hint: str

    def __new__(cls, value: str, words: str, meaning: str, hint: str) -> "Concern":
        made = object.__new__(cls)
        made._value_, made.words, made.meaning, made.hint = value, words, meaning, hint
        return made

    UNANSWERED = (
        "unanswered",
        "not answered",
        "They count as no data in the score, and as not reached in the attained level.",
        "Not answered yet.",
    )
    UNCONFIRMED = (
        "unconfirmed",
        "carried and not confirmed",
        "They are submitted as last time, and are marked as unconfirmed.",
        "Carried from last time: confirm it, or say what is true today.",
    )
    RAISED_WITHOUT_EVIDENCE = (
        "raised-without-evidence",
        "raised without new evidence",
        "The level is above last time’s, and no link was added or dated anew since.",
        "Higher than last time: add a link that shows it, or date an older one anew.",
    )
    MOVED_FAR = (
        "moved-far",
        "moved by two levels or more",
        "Such a step is rare within a quarter. Read what the level says once more.",
        "Two levels or more from last time: read what the level says once more.",
    )
    NO_CURRENT_EVIDENCE = (
        "no-current-evidence",
        "without current evidence",
        "They stand at level 3 or higher, and no link is younger than the practice’s half-life.",
        "From level 3 on, add evidence that is younger than the practice’s half-life.",
    )
    FELL_WITHOUT_NOTE = (
        "fell-without-note",
        "lower without a note",
        "They stand below last time, and nothing says why. A word helps whoever reads it next quarter.",
        "Lower than last time: say in the note what happened.",
    )


@dataclass(frozen=True, slots=True)
class Said:
    """An answer beside what the team said last time, on one day.

    `carried` and `confirmed` are as of an answer that came from the last submission; `last_level` and `last_evidence`
    are what that submission said, None and empty without one. `evidence` is what stands beside the answer now.
    """

    level: int | None
    not_applicable: bool
    note: str
    carried: bool
    confirmed: bool
    last_level: int | None
    evidence: tuple[Link, ...]
    last_evidence: tuple[Link, ...]
    half_life_days: int
    today: date

    @property
    def moved(self) -> int:
        """Levels above last time's, negative below; 0 where there is none to compare."""
        return 0 if self.level is None or self.last_level is None else self.level - self.last_level


def open_concerns(said: Said) -> tuple[Concern, ...]:
    """The concerns that are open in one answer, in the order of `Concern`; empty for one that is clear."""
    if said.level is None and not said.not_applicable:
        return (Concern.UNANSWERED,)
    found = (
        (Concern.UNCONFIRMED, said.carried and not said.confirmed),
        (Concern.RAISED_WITHOUT_EVIDENCE, said.moved > 0 and not _has_new_evidence(said)),
        (Concern.MOVED_FAR, abs(said.moved) >= FAR),
        (Concern.NO_CURRENT_EVIDENCE, (said.level or 0) >= HIGH_LEVEL and not _has_current_evidence(said)),
        (Concern.FELL_WITHOUT_NOTE, said.moved < 0 and not said.note.strip()),
    )
    return tuple(concern for concern, is_open in found if is_open)


def _has_new_evidence(said: Said) -> bool:
    """A link that was not there last time, or one that is dated later than it was."""
    then: dict[str, date] = {}
    for url, dated in said.last_evidence:
        then[url] = max(dated, then.get(url, dated))
    return any(url not in then or dated > then[url] for url, dated in said.evidence)


def _has_current_evidence(said: Said) -> bool:
    return any((said.today - dated).days <= said.half_life_days for _, dated in said.evidence)
