"""What an answer may say. Pure: the form and the service ask the same function."""

from dataclasses import dataclass, replace

MAX_NOTE = 10_000
MAX_REASON = 300


@dataclass(frozen=True, slots=True)
class AnswerContent:
    """All that a person says about a practice: a level, or not applicable with a reason, or neither yet."""

    level: int | None = None
    not_applicable: bool = False
    not_applicable_reason: str = ""
    note: str = ""
    target: int | None = None

    def tidied(self) -> "AnswerContent":
        """Without white space around texts, and without a reason that belongs to no "not applicable"."""
        reason = self.not_applicable_reason.strip() if self.not_applicable else ""
        note = self.note.replace("\r\n", "\n").replace("\r", "\n").strip()
        return replace(self, note=note, not_applicable_reason=reason)


def problems(content: AnswerContent, highest_level: int) -> dict[str, str]:
    """What is wrong with `content`, by field; empty where nothing is."""
    found = {}
    if content.not_applicable and content.level is not None:
        found["level"] = "Choose a level or “not applicable”, not both."
    elif not _on_scale(content.level, highest_level):
        found["level"] = f"Choose a level from 0 to {highest_level}."
    if content.not_applicable and not content.not_applicable_reason.strip():
        found["not_applicable_reason"] = "Say why it does not apply; then it is saved."
    elif len(content.not_applicable_reason) > MAX_REASON:
        found["not_applicable_reason"] = f"Keep the reason under {MAX_REASON} characters."
    if len(content.note) > MAX_NOTE:
        found["note"] = f"Keep the note under {MAX_NOTE:,} characters."
    if not _on_scale(content.target, highest_level):
        found["target"] = f"Choose a target from 0 to {highest_level}."
    return found


def differences(before: AnswerContent, after: AnswerContent) -> dict[str, object]:
    """What changed, for the activity log: [before, after] of what is short, and that the note changed."""
    found: dict[str, object] = {}
    if spoken(before) != spoken(after):
        found["level"] = [spoken(before), spoken(after)]
    if before.target != after.target:
        found["target"] = [before.target, after.target]
    if before.note != after.note:
        found["note"] = "changed"
    if before.not_applicable_reason != after.not_applicable_reason:
        found["reason"] = [before.not_applicable_reason, after.not_applicable_reason]
    return found


def spoken(content: AnswerContent) -> int | str | None:
    """The level, "not applicable", or None for unanswered."""
    return "not applicable" if content.not_applicable else content.level


def _on_scale(level: int | None, highest_level: int) -> bool:
    return level is None or 0 <= level <= highest_level
