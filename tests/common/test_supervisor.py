"""The supervisor with real child processes, all of them small Python scripts."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.supervisor import KEEPS_DYING, STOPPED, Patience, Program, Supervisor, restart_delay
from common.watchdog import groups_left

ROOT = Path(__file__).resolve().parents[2]
LIFE = 60  # seconds that a child sleeps unless somebody ends it
QUICK = Patience(first_delay=0.01, longest_delay=0.05, graceful=0.6, tick=0.01)

moments = st.lists(st.floats(0, 1000), max_size=20).map(sorted)


@given(moments, st.floats(1000, 2000))
def test_a_child_is_given_up_exactly_when_the_window_holds_too_many_deaths(deaths, now):
    patience = Patience(deaths=3, window=100)
    recent = [moment for moment in deaths if now - moment < 100]
    assert (restart_delay(deaths, now, patience) is None) == (len(recent) >= 3)


@given(st.integers(1, 40))
def test_the_wait_doubles_up_to_the_longest(count):
    patience = Patience(deaths=100, first_delay=0.5, longest_delay=8)
    assert restart_delay([10.0] * count, 10.0, patience) == min(8, 0.5 * 2 ** (count - 1))


@given(st.lists(st.tuples(st.sampled_from("+-"), st.integers(2, 9))))
def test_the_watchdog_counts_a_group_only_between_its_start_and_its_end(said):
    last = {group: sign for sign, group in said}
    lines = [f"{sign}{group}\n" for sign, group in said]
    assert groups_left(lines) == {group for group, sign in last.items() if sign == "+"}


def script(text: str, name: str = "child") -> Program:
    return Program(name, (sys.executable, "-u", "-c", text))


def tells_its_pid(path: Path) -> Program:
    return script(
        f"import os, pathlib, time; pathlib.Path({str(path)!r}).write_text(str(os.getpid())); time.sleep(60)"
    )


def run_here(
    programs: list[Program], stop_when: str = "", patience: Patience = QUICK
) -> tuple[int, list[str]]:
    """Run in this process; the line `stop_when` makes it send itself SIGTERM. Exit code and lines."""
    lines: list[str] = []

    def write(line: bytes) -> None:
        lines.append(line.decode().rstrip("\n"))
        if stop_when and stop_when in lines[-1]:
            os.kill(os.getpid(), signal.SIGTERM)

    return Supervisor(programs, patience, write).run(), lines


def test_every_line_carries_the_name_of_who_said_it():
    speaker = script("import time; print('good morning'); time.sleep(60)", "web")
    quiet = script("import time; time.sleep(60)", "worker")
    code, lines = run_here([speaker, quiet], stop_when="good morning")
    assert code == STOPPED
    assert lines == ["web    | good morning"]


def test_what_is_written_to_standard_error_is_shown_too():
    child = script("import sys, time; print('trouble', file=sys.stderr, flush=True); time.sleep(60)")
    assert run_here([child], stop_when="trouble")[1] == ["child | trouble"]


def test_a_child_that_dies_is_started_again(tmp_path):
    marker = tmp_path / "ran-before"
    child = script(
        f"import pathlib, time; marker = pathlib.Path({str(marker)!r})\n"
        "if marker.exists(): print('second life'); time.sleep(60)\n"
        "marker.touch(); raise SystemExit(7)"
    )
    code, lines = run_here([child], stop_when="second life")
    assert code == STOPPED
    assert lines == ["waymark | child ended with exit code 7; starting it again", "child | second life"]


def test_a_child_that_keeps_dying_is_named_and_the_others_are_stopped(tmp_path):
    other = tells_its_pid(tmp_path / "pid")
    bad = script("import time; time.sleep(0.2); raise SystemExit(3)", "bad")
    code, lines = run_here([other, bad])
    assert code == KEEPS_DYING
    assert lines[-1] == "waymark | bad ended with exit code 3 and keeps dying; stopping everything"
    assert len(lines) == 5
    assert gone(int((tmp_path / "pid").read_text()))


def test_a_child_that_ignores_the_request_is_ended_when_patience_runs_out():
    stubborn = script(
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready'); time.sleep(60)"
    )
    started = time.monotonic()
    code, _ = run_here([stubborn], stop_when="ready")
    assert code == STOPPED
    assert time.monotonic() - started < LIFE


def test_a_second_signal_ends_the_waiting():
    stubborn = script(
        "import signal, time\n"
        "signal.signal(signal.SIGTERM, lambda *_: print('stop, not yet'))\n"
        "print('stop')\n"
        "while True: time.sleep(1)"
    )
    started = time.monotonic()
    code, _ = run_here([stubborn], stop_when="stop", patience=Patience(graceful=LIFE))
    assert code == STOPPED
    assert time.monotonic() - started < LIFE


def test_what_a_dead_child_left_running_is_ended_before_it_starts_again(tmp_path):
    pids = tmp_path / "pids"
    child = script(
        "import subprocess, sys, time\n"
        "left = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"with open({str(pids)!r}, 'a') as file: print(left.pid, file=file)\n"
        f"lives = len(open({str(pids)!r}).readlines())\n"
        "print('life', lives)\n"
        "if lives == 1: raise SystemExit(1)\n"
        "time.sleep(60)"
    )
    assert run_here([child], stop_when="life 2")[0] == STOPPED
    left = [int(pid) for pid in pids.read_text().split()]
    assert len(left) == 2
    soon_gone(left)


def test_a_program_that_does_not_exist_leaves_nothing_running(tmp_path):
    fine = tells_its_pid(tmp_path / "pid")
    with pytest.raises(FileNotFoundError):
        Supervisor([fine, Program("missing", (str(tmp_path / "none"),))], QUICK).run()
    assert not (tmp_path / "pid").exists() or gone(int((tmp_path / "pid").read_text()))


def test_signal_handlers_are_as_before_afterwards():
    before = signal.getsignal(signal.SIGTERM)
    run_here([script("import time; print('ready'); time.sleep(60)")], stop_when="ready")
    assert signal.getsignal(signal.SIGTERM) == before


def test_a_broken_output_stops_nobody():
    lines = []

    def write(line: bytes) -> None:
        lines.append(line)
        if len(lines) == 3:
            os.kill(os.getpid(), signal.SIGTERM)
        raise BrokenPipeError

    child = script("import time\nfor n in range(3): print(n)\ntime.sleep(60)")
    assert Supervisor([child], QUICK, write).run() == STOPPED
    assert len(lines) == 3


@contextmanager
def started_elsewhere(child_code: str) -> Iterator[subprocess.Popen[str]]:
    """A supervisor in a process of its own, so that the test can kill it; it ignores no signal, wherever tests run."""
    code = (
        "import signal, sys; from common.supervisor import Program, STOP_SIGNALS, Supervisor\n"
        "for number in STOP_SIGNALS: signal.signal(number, signal.SIG_DFL)\n"
        f"sys.exit(Supervisor([Program('child', (sys.executable, '-u', '-c', {child_code!r}))]).run())"
    )
    with subprocess.Popen(
        [sys.executable, "-u", "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as supervisor:
        try:
            yield supervisor
        finally:
            supervisor.kill()


FAMILY = (
    "import os, subprocess, sys, time\n"
    "grandchild = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
    "print('pids', os.getpid(), grandchild.pid)\n"
    "time.sleep(60)"
)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_stop_signal_ends_the_whole_family_and_exits_with_0(number):
    with started_elsewhere(FAMILY) as supervisor:
        pids = family(supervisor)
        supervisor.send_signal(number)
        assert supervisor.wait(timeout=LIFE) == 0
    assert all(gone(pid) for pid in pids)


def test_a_supervisor_that_is_killed_leaves_no_orphan():
    with started_elsewhere(FAMILY) as supervisor:
        pids = family(supervisor)
        supervisor.kill()
    soon_gone(pids)


def family(supervisor: subprocess.Popen[str]) -> list[int]:
    assert supervisor.stdout
    line = supervisor.stdout.readline()
    assert re.match(r"child \| pids \d+ \d+$", line), line
    return [int(pid) for pid in line.split()[-2:]]


def soon_gone(pids: list[int]) -> None:
    """A process that was killed may need a moment to go."""
    deadline = time.monotonic() + LIFE / 2
    while not all(gone(pid) for pid in pids):
        assert time.monotonic() < deadline, "outlived what should have ended them"
        time.sleep(0.05)


def gone(pid: int) -> bool:
    """No such process, or one that has ended and that nobody has asked about yet."""
    listed = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return not listed.stdout.strip() or listed.stdout.startswith("Z")
