"""What an answer may say. Pure: the form and the service ask the same function."""

from dataclasses import dataclass, replace
from functools import lru_cache

from maturity.hidden_characters import refused_for
from maturity.quarters import Quarter

MAX_NOTE = 10_000
MAX_REASON = 300

# Why a practice may not apply: the short list; a word of the team's own stands beside it.
NOT_APPLICABLE_BECAUSE = {
    "nothing-of-the-kind": "We run nothing of this kind",
    "another-team": "Another team does it for us",
    "too-early": "Too early in the product’s life",
    "being-retired": "The system is being retired",
    "agreed-exception": "An exception agreed with leadership",
    "other": "Another reason",
}


@dataclass(frozen=True, slots=True)
class AnswerContent:
    """All that a person says about a practice: a level, or not applicable with a reason, or neither yet.

    `not_applicable_because` is a key of NOT_APPLICABLE_BECAUSE, `not_applicable_reason` the team's own word beside it.
    `target_by` is the quarter for which the target is meant ("2027-q1").
    """

    level: int | None = None
    not_applicable: bool = False
    not_applicable_because: str = ""
    not_applicable_reason: str = ""
    note: str = ""
    target: int | None = None
    target_by: str = ""

    def tidied(self) -> "AnswerContent":
        """Without white space around texts, and without a reason that belongs to no "not applicable"."""
        because = self.not_applicable_because if self.not_applicable else ""
        reason = self.not_applicable_reason.strip() if self.not_applicable else ""
        note = self.note.replace("\r\n", "\n").replace("\r", "\n").strip()
        target_by = "" if self.target is None else self.target_by
        return replace(
            self, note=note, not_applicable_because=because, not_applicable_reason=reason, target_by=target_by
        )


def problems(content: AnswerContent, highest_level: int) -> dict[str, str]:
    """What is wrong with `content`, by field; empty where nothing is."""
    found = {}
    if content.not_applicable and content.level is not None:
        found["level"] = "Choose a level or “not applicable”, not both."
    elif not _on_scale(content.level, highest_level):
        found["level"] = f"Choose a level from 0 to {highest_level}."
    if not _on_scale(content.target, highest_level):
        found["target"] = f"Choose a target from 0 to {highest_level}."
    if content.target_by and not _is_quarter(content.target_by):
        found["target_by"] = "Choose the quarter by which it is meant."
    return found | _without_reason(content) | _unfit_texts(content)


def _without_reason(content: AnswerContent) -> dict[str, str]:
    found = {}
    if content.not_applicable and content.not_applicable_because not in NOT_APPLICABLE_BECAUSE:
        found["not_applicable_because"] = "Choose why it does not apply."
    if content.not_applicable and not content.not_applicable_reason.strip():
        found["not_applicable_reason"] = "Say why it does not apply; then it is saved."
    return found


def _unfit_texts(content: AnswerContent) -> dict[str, str]:
    found = {}
    if hidden := refused_for(content.not_applicable_reason):
        found["not_applicable_reason"] = hidden
    if hidden := refused_for(content.note, lines=True):
        found["note"] = hidden
    if len(content.not_applicable_reason) > MAX_REASON:
        found["not_applicable_reason"] = f"Keep the reason under {MAX_REASON} characters."
    if len(content.note) > MAX_NOTE:
        found["note"] = f"Keep the note under {MAX_NOTE:,} characters."
    return found


def differences(before: AnswerContent, after: AnswerContent) -> dict[str, object]:
    """What changed, for the activity log: [before, after] of what is short, and that the note changed."""
    found: dict[str, object] = {}
    if spoken(before) != spoken(after):
        found["level"] = [spoken(before), spoken(after)]
    if before.target != after.target:
        found["target"] = [before.target, after.target]
    if before.target_by != after.target_by:
        found["target by"] = [before.target_by, after.target_by]
    if before.note != after.note:
        found["note"] = "changed"
    if before.not_applicable_because != after.not_applicable_because:
        found["because"] = [before.not_applicable_because, after.not_applicable_because]
    if before.not_applicable_reason != after.not_applicable_reason:
        found["reason"] = [before.not_applicable_reason, after.not_applicable_reason]
    return found


def why_not_applicable(because: str, reason: str) -> str:
    """ "Too early in the product’s life: launches in spring"; `because` is a key, or empty in older answers."""
    return ": ".join(word for word in (NOT_APPLICABLE_BECAUSE.get(because, ""), reason) if word)


def spoken(content: AnswerContent) -> int | str | None:
    """The level, "not applicable", or None for unanswered."""
    return "not applicable" if content.not_applicable else content.level


def _on_scale(level: int | None, highest_level: int) -> bool:
    return level is None or 0 <= level <= highest_level


@lru_cache(maxsize=1000)
def _is_quarter(slug: str) -> bool:
    try:
        return Quarter.parse(slug).slug == slug
    except ValueError:
        return False
