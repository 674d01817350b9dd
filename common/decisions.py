"""The answer to "may they?": yes, or no with a reason that can be shown."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Decision:
    """True where allowed; where not, `reason` is a sentence for the person who asked."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed

    def require(self) -> None:
        """Raise `Refused` with the reason unless allowed."""
        if not self.allowed:
            raise Refused(self.reason)


class DomainError(Exception):
    """A rule of the product was broken; the message says which, and what to do, to a person."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Refused(DomainError):
    """The person may not do this; the message says why."""


class ChangedSince(DomainError):
    """Somebody else changed the row after it was opened; nothing was overwritten."""


ALLOWED = Decision(allowed=True)


def refuse(reason: str) -> Decision:
    return Decision(allowed=False, reason=reason)
