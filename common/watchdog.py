"""Ends the supervisor's children when the supervisor is gone without having stopped them (a SIGKILL, a crash).

Run as a script. Standard input is a pipe whose other end the supervisor alone holds: `+N` means that process group N
has started, `-N` that it is gone, and the end of the pipe that the supervisor is gone too.
"""

import os
import signal
import sys
import time
from collections.abc import Iterable

GRACE = 2.0  # seconds between asking and ending


def groups_left(lines: Iterable[str]) -> set[int]:
    """The groups that were started and not taken back, once `lines` ends."""
    groups: set[int] = set()
    for line in lines:
        sign, number = line[0], int(line[1:])
        (groups.add if sign == "+" else groups.discard)(number)
    return groups


def end(groups: set[int]) -> None:
    """TERM, a moment, KILL, to every process of each group."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        for group in groups:
            try:
                os.killpg(group, number)
            except (ProcessLookupError, PermissionError):
                continue
        if number == signal.SIGTERM and groups:
            time.sleep(GRACE)


if __name__ == "__main__":
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    end(groups_left(sys.stdin))
