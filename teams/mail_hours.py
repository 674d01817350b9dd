"""Whose hour it is to get mail. Pure."""

from datetime import date, datetime, tzinfo


def mail_day(now: datetime, zone: tzinfo, hour: int) -> date | None:
    """The date in `zone` once the clock there has reached `hour` on it; None before.

    An hour that the clocks skip has come when they show a later one, and an hour that they show twice comes once.
    """
    local = now.astimezone(zone)
    return local.date() if local.hour >= hour else None
