"""A calendar as a file (RFC 5545): days in, bytes out. Pure, and the same bytes for the same days."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event, vDuration, vText

PRODUCER = "-//Waymark//Calendar of plans//EN"
REFRESHED = timedelta(hours=1)  # how often a calendar program is asked to look again
_ENDS_A_LINE = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_UNSEEN = re.compile(r"[\x00-\x09\x0e-\x1f\x7f-\x9f\ufeff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """What happens on a day. `uid` is the same for as long as the thing exists; `sequence` grows with its changes."""

    uid: str
    day: date
    summary: str
    description: str
    url: str
    kind: str
    changed_at: datetime
    sequence: int
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Feed:
    """A whole calendar: the name that programs show for it, one for its file, and what is in it."""

    name: str
    file: str
    entries: Sequence[Entry]


def calendar_file(name: str, entries: Iterable[Entry]) -> bytes:
    """UTF-8, lines folded at 75 bytes and ended by CR LF. Moments are told in UTC."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCER)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    for property_of_a_name in ("name", "x-wr-calname"):
        calendar.add(property_of_a_name, vText(" ".join(_readable(name).split())))
    calendar.add("refresh-interval", vDuration(REFRESHED), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESHED))
    for entry in entries:
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def _event(entry: Entry) -> Event:
    """A whole day ends where the next one begins, and keeps nobody from being invited elsewhere."""
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("sequence", entry.sequence)
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))
    event.add("summary", " ".join(_readable(entry.summary).split()))
    event.add("description", _readable(entry.description).strip())
    event.add("url", entry.url)
    event.add("categories", [entry.kind])
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    return event


def _readable(text: str) -> str:
    """Without what the format cannot hold: line ends of all kinds are one kind, other control characters are spaces."""
    return _UNSEEN.sub(" ", _ENDS_A_LINE.sub("\n", text))
