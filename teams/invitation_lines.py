"""People to invite as somebody types or pastes them: one a line. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

LONGEST_NAME = 120
MOST_LINES = 200

_ADDRESS = re.compile(r"[^\s<>,;\"'()]+@[^\s<>,;\"'()]+")
_AROUND = " \t,;<>()\"'"
_IS_ADDRESS = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


@dataclass(frozen=True, slots=True)
class Invitee:
    """`email` in small letters; `line` counts from 1."""

    line: int
    email: str
    name: str


@dataclass(frozen=True, slots=True)
class Fault:
    line: int
    words: str

    def __str__(self) -> str:
        return f"Line {self.line}: {self.words}"


def read_lines(text: str) -> tuple[Sequence[Invitee], Sequence[Fault]]:
    """ "Priya Raman <priya@example.org>", "priya@example.org, Priya Raman" or the address alone.

    Empty lines are nothing. Who is named twice is a fault of the second line. Every line is an invitee or a fault.
    """
    found: dict[str, Invitee] = {}
    faults: list[Fault] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        read = _read(number, line)
        if isinstance(read, Fault):
            faults.append(read)
        elif read.email in found:
            faults.append(Fault(number, f"{read.email} stands in line {found[read.email].line} already."))
        else:
            found[read.email] = read
    if len(found) > MOST_LINES:
        faults.append(
            Fault(MOST_LINES + 1, f"At most {MOST_LINES} people at once. Invite the rest afterwards.")
        )
    return tuple(found.values()), tuple(faults)


def _read(number: int, line: str) -> Invitee | Fault:
    addresses = _ADDRESS.findall(line)
    if len(addresses) != 1:
        how_many = "more than one address" if addresses else "no e-mail address"
        return Fault(number, f"There is {how_many} in “{line.strip()[:60]}”. Write one person a line.")
    email = addresses[0].strip(".").lower()
    if not _IS_ADDRESS.fullmatch(email):
        return Fault(number, f"“{email[:60]}” is not a whole e-mail address.")
    name = " ".join(line.replace(addresses[0], " ").strip(_AROUND).split()) or _name_in(email)
    if len(name) > LONGEST_NAME:
        return Fault(number, f"A name has {LONGEST_NAME} characters at most.")
    return Invitee(number, email, name)


def _name_in(email: str) -> str:
    """ "Priya Raman" for priya.raman@…: something to call them by until they say it themselves."""
    words = re.split(r"[._+-]+", email.partition("@")[0])
    return " ".join(word.capitalize() for word in words if word) or email
