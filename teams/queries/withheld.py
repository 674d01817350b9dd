"""Why a mail that waits may not leave any more. Other parts of the program add to it: they know what a mail of theirs
speaks of, and teams does not know of them.
"""

from collections.abc import Callable

from teams.models import Mail

type Withholding = Callable[[Mail], str]
"""The reason not to send it, in words; empty where there is none."""

_withholdings: dict[str, Withholding] = {}


def withhold(topic: str, withholding: Withholding) -> None:
    """Called once for each topic, when its app is ready."""
    _withholdings[topic] = withholding


def withheld_because(mail: Mail) -> str:
    """What a person might read when the mail was queued may be closed to them by now."""
    withholding = _withholdings.get(mail.topic)
    return withholding(mail) if withholding else ""
