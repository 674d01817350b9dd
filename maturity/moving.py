"""What becomes of the practices that a running cycle asks when it moves to another version of its model. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from maturity.model_changes import Question, same_question


@dataclass(frozen=True, slots=True)
class Move:
    """Keys of practices, in the order of the version moved to; what was removed, in that of the version left."""

    kept: tuple[str, ...]
    asked_again: tuple[str, ...]
    new: tuple[str, ...]
    removed: tuple[str, ...]
    scale_changed: bool

    @property
    def counts(self) -> dict[str, int]:
        return {
            "kept": len(self.kept),
            "asked again": len(self.asked_again),
            "new": len(self.new),
            "removed": len(self.removed),
        }


def plan_move(before: Mapping[str, Question], after: Mapping[str, Question]) -> Move:
    """An answer stays where the question stays, by `same_question`; with another scale none does."""
    shared = [key for key in after if key in before]
    kept = tuple(key for key in shared if same_question(before[key], after[key]))
    return Move(
        kept=kept,
        asked_again=tuple(key for key in shared if key not in set(kept)),
        new=tuple(key for key in after if key not in before),
        removed=tuple(key for key in before if key not in after),
        scale_changed=_scales(before) != _scales(after),
    )


def _scales(questions: Mapping[str, Question]) -> set[tuple[str, ...]]:
    return {question.scale for question in questions.values()}
