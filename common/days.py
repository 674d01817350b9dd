"""Whose day it is: the organisation's, which figures and due dates go by, or a person's own."""

from datetime import date, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import timezone


def organisation_day(moment: datetime | None = None) -> date:
    """The organisation's date (`TIME_ZONE`) at a moment, or now; where the person who reads lives plays no part."""
    return timezone.localdate(moment, timezone.get_default_timezone())


def zone_named(name: str) -> tzinfo:
    """The time zone of this name; the organisation's where it is empty, or unknown on this machine."""
    try:
        return ZoneInfo(name) if name else timezone.get_default_timezone()
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return timezone.get_default_timezone()
