"""Keeps a few child processes running, and stops all of them together. Knows nothing of what they do.

Every child leads a session of its own, so that whatever it starts can be ended with it, and so that a Ctrl-C in the
terminal reaches the supervisor alone, which then stops the children in order.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

WATCHDOG = Path(__file__).with_name("watchdog.py")
STOPPED, KEEPS_DYING = 0, 1
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True, slots=True)
class Program:
    """What to run as a child, and the name that its lines and its deaths are reported under."""

    name: str
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Patience:
    """All in seconds, but for `deaths`: that many within `window` and a child is given up."""

    deaths: int = 5
    window: float = 60.0
    first_delay: float = 0.2
    longest_delay: float = 5.0
    graceful: float = 3.0
    tick: float = 0.05


def restart_delay(deaths: Sequence[float], now: float, patience: Patience) -> float | None:
    """Seconds to wait before the next start of a child that died at each of `deaths`; None gives it up.

    The wait doubles with every death that the window still covers.
    """
    recent = sum(1 for moment in deaths if now - moment < patience.window)
    if recent >= patience.deaths:
        return None
    return min(patience.longest_delay, patience.first_delay * 2.0 ** max(0, recent - 1))


@dataclass(slots=True)
class _Child:
    program: Program
    process: subprocess.Popen[bytes] | None = None
    reader: threading.Thread | None = None
    deaths: list[float] = field(default_factory=list)
    start_at: float = 0.0


class Supervisor:
    """Run `programs` until a stop signal comes or one of them keeps dying.

    `write` receives whole lines of bytes, from several threads but never from two at once.
    """

    def __init__(
        self,
        programs: Sequence[Program],
        patience: Patience | None = None,
        write: Callable[[bytes], object] | None = None,
    ) -> None:
        self._children = [_Child(program) for program in programs]
        self._patience = patience or Patience()
        self._write = write or _write_to_stdout
        self._write_lock = threading.Lock()
        self._width = max((len(program.name) for program in programs), default=0)
        self._signals_seen = 0
        self._watchdog: subprocess.Popen[bytes] | None = None

    def run(self) -> int:
        """Block until everything is stopped; `STOPPED` after a signal, `KEEPS_DYING` after giving a child up."""
        previous = {number: signal.getsignal(number) for number in STOP_SIGNALS}
        for number, handler in previous.items():
            if handler is not signal.SIG_IGN:  # `nohup` asked for that one to be ignored
                signal.signal(number, self._note_signal)
        try:
            self._watchdog = _start_watchdog()
            return self._watch()
        finally:
            self._stop_all()
            for number, handler in previous.items():
                signal.signal(number, handler)

    def report(self, text: str, name: str = "waymark") -> None:
        """One line of output, prefixed with who says it."""
        self._emit(name, text.encode())

    def _note_signal(self, signum: int, frame: FrameType | None) -> None:
        # Nothing but a count: a handler may run while the main thread holds any lock.
        self._signals_seen += 1

    def _watch(self) -> int:
        while not self._signals_seen:
            for child in self._children:
                if not self._look_after(child):
                    return KEEPS_DYING
            time.sleep(self._patience.tick)
        return STOPPED

    def _look_after(self, child: _Child) -> bool:
        """Start, or start again, what should be running; False when the child is given up."""
        if child.process is None:
            if time.monotonic() >= child.start_at:
                self._start(child)
            return True
        status = child.process.poll()
        return status is None or self._plan_restart(child, status)

    def _start(self, child: _Child) -> None:
        child.process = process = subprocess.Popen(  # noqa: S603  # the caller's own program, no shell
            child.program.arguments,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self._tell_watchdog("+", process.pid)
        child.reader = threading.Thread(
            target=self._forward, args=(child.program.name, process.stdout), daemon=True
        )
        child.reader.start()

    def _plan_restart(self, child: _Child, status: int) -> bool:
        name, now = child.program.name, time.monotonic()
        child.deaths.append(now)
        self._clear(child)
        delay = restart_delay(child.deaths, now, self._patience)
        if delay is None:
            self.report(f"{name} {_ended(status)} and keeps dying; stopping everything")
            return False
        self.report(f"{name} {_ended(status)}; starting it again")
        child.start_at = now + delay
        return True

    def _stop_all(self) -> None:
        """TERM to each child; KILL to the whole group of those still there when patience or the person ran out."""
        seen, deadline = self._signals_seen, time.monotonic() + self._patience.graceful
        for child in self._children:
            if child.process is not None and child.process.poll() is None:
                child.process.terminate()
        while any(child.process is not None and child.process.poll() is None for child in self._children):
            if time.monotonic() >= deadline or self._signals_seen > max(seen, 1):
                break
            time.sleep(self._patience.tick)
        for child in self._children:
            self._clear(child)
        if self._watchdog is not None and self._watchdog.stdin is not None:
            self._watchdog.stdin.close()
            self._watchdog.wait()

    def _clear(self, child: _Child) -> None:
        """Leave nothing of the child's group behind, not even what it started itself."""
        if child.process is None:
            return
        kill_group(child.process.pid, signal.SIGKILL)
        child.process.wait()
        self._tell_watchdog("-", child.process.pid)
        if child.reader is not None:
            child.reader.join(timeout=1)
        child.process = None

    def _tell_watchdog(self, sign: str, group: int) -> None:
        if self._watchdog is None or self._watchdog.stdin is None:
            return
        try:
            self._watchdog.stdin.write(f"{sign}{group}\n".encode())
            self._watchdog.stdin.flush()
        except BrokenPipeError:
            self._watchdog = None

    def _forward(self, name: str, lines: IO[bytes]) -> None:
        with lines:
            for line in lines:
                self._emit(name, line.rstrip(b"\r\n"))

    def _emit(self, name: str, line: bytes) -> None:
        with self._write_lock:
            try:
                self._write(name.ljust(self._width).encode() + b" | " + line + b"\n")
            except OSError:
                return  # nobody reads any more; the children go on, and their pipes must be drained


def kill_group(group: int, number: int) -> None:
    """Send a signal to a process group that may be gone already."""
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):  # macOS answers EPERM for a group of zombies
        return


def _start_watchdog() -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603  # our own script
        [sys.executable, "-I", "-S", str(WATCHDOG)], stdin=subprocess.PIPE, start_new_session=True
    )


def _ended(status: int) -> str:
    """How a process ended, from its return code (negative: killed by that signal)."""
    return f"ended with exit code {status}" if status >= 0 else f"was killed by signal {-status}"


def _write_to_stdout(line: bytes) -> None:
    sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()
