"""The file of a calendar: two readers find in it what was put in, whatever people wrote."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import vobject
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar

from plans.calendar_file import Entry, calendar_file

MOMENT = datetime(2026, 9, 16, 12, tzinfo=UTC)
ODD = [
    "é",
    "🙂",
    "👩‍🔧",
    ",",
    ";",
    ":",
    "\\",
    "\\n",
    "\n",
    "\r\n",
    '"',
    "BEGIN:VEVENT",
    "END:VCALENDAR",
    "x" * 90,
    "日本",
]
texts = st.text(max_size=300) | st.lists(st.sampled_from(ODD), max_size=40).map("".join)


def entry(**other):
    fields = {
        "uid": "waymark-item-1@example.org",
        "day": date(2026, 9, 18),
        "summary": "Look (deliverable)",
        "description": "Plan: Two weeks",
        "url": "https://example.org/plans/two-weeks/items/1/",
        "kind": "Deliverable",
        "changed_at": MOMENT,
        "sequence": 3,
    }
    return Entry(**(fields | other))


entries = st.builds(
    entry,
    day=st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    summary=texts,
    description=texts,
    sequence=st.integers(0, 2**31 - 1),
    is_cancelled=st.booleans(),
)


def numbered(found):
    return [replace(each, uid=f"waymark-item-{n}@example.org") for n, each in enumerate(found)]


def test_an_entry_line_by_line():
    file = calendar_file("Two weeks, please", [entry(is_cancelled=True)]).decode()
    assert file.split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Waymark//Calendar of plans//EN",
        "CALSCALE:GREGORIAN",
        "NAME:Two weeks\\, please",
        "X-WR-CALNAME:Two weeks\\, please",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "BEGIN:VEVENT",
        "SUMMARY:Look (deliverable)",
        "DTSTART;VALUE=DATE:20260918",
        "DTEND;VALUE=DATE:20260919",
        "DTSTAMP:20260916T120000Z",
        "UID:waymark-item-1@example.org",
        "SEQUENCE:3",
        "CATEGORIES:Deliverable",
        "DESCRIPTION:Plan: Two weeks",
        "LAST-MODIFIED:20260916T120000Z",
        "STATUS:CANCELLED",
        "TRANSP:TRANSPARENT",
        "URL:https://example.org/plans/two-weeks/items/1/",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_a_calendar_may_be_empty():
    file = calendar_file("Nothing", [])
    assert Calendar.from_ical(file).events == []
    assert vobject.readOne(file.decode()).name == "VCALENDAR"


@given(st.lists(entries, max_size=5).map(numbered), texts)
@example([entry(summary="a\u2028b\x85c\x1cd\x0ce", description="\x00\x07\tx\r\ny")], "\x0b")
def test_two_readers_agree_on_every_day_and_lose_no_word(found, name):
    file = calendar_file(name, found)
    ours, theirs = Calendar.from_ical(file), vobject.readOne(file.decode())
    days = [(each.uid, each.day, each.day + timedelta(days=1)) for each in found]
    assert [(str(event["uid"]), event.start, event.end) for event in ours.events] == days
    seconds = theirs.contents.get("vevent", [])
    assert [(event.uid.value, event.dtstart.value, event.dtend.value) for event in seconds] == days
    for each, first, second in zip(found, ours.events, seconds, strict=True):
        words = visible(each.summary)
        assert visible(first["summary"]) == words
        assert visible(second.summary.value) == words
        assert visible(first["description"]) == visible(each.description)
        assert visible(second.description.value) == visible(each.description)
        assert first["sequence"] == each.sequence
        assert first["status"] == ("CANCELLED" if each.is_cancelled else "CONFIRMED")


@given(st.lists(entries, max_size=3).map(numbered), texts)
def test_lines_are_folded_and_end_as_the_format_says_and_the_same_days_are_the_same_bytes(found, name):
    file = calendar_file(name, found)
    assert file == calendar_file(name, found)
    assert file.endswith(b"END:VCALENDAR\r\n")
    for line in file.split(b"\r\n"):
        assert len(line) <= 75
        assert b"\n" not in line
        assert b"\r" not in line
        line.decode()  # no character is cut in two


def visible(text):
    """The words of a text: what is left when all that separates them, or cannot be seen, is one space."""
    return " ".join("".join(char if char.isprintable() else " " for char in str(text)).split())
