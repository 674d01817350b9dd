"""Who could help with a practice: docs/definitions.md ("Could help") in code. Pure."""

from datetime import date

_LEVEL = 3


def helping_level(highest_level: int) -> int:
    """From which level on a team could help: 3, or one below the top of a scale that ends at 3 or earlier; never 0."""
    return min(_LEVEL, max(1, highest_level - 1))


def is_fresh(newest_evidence: date | None, half_life_days: int, day: date) -> bool:
    """Whether there is evidence, and none of its first half-life has passed by `day`.

    An answer is vouched for on the day of its newest evidence at the earliest, so that its confidence is then 50 % or
    more (`scoring.confidence`).
    """
    return newest_evidence is not None and (day - newest_evidence).days <= half_life_days


def could_help(
    *, level: int | None, highest_level: int, newest_evidence: date | None, half_life_days: int, day: date
) -> bool:
    return (
        level is not None
        and level >= helping_level(highest_level)
        and is_fresh(newest_evidence, half_life_days, day)
    )


def needs_help(*, level: int | None, target: int | None, highest_level: int) -> bool:
    """Below its target, or without one below the level from which on a team could help others."""
    if level is None:
        return False
    return level < (helping_level(highest_level) if target is None else target)
