import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from common import lock_file

ROOT = Path(__file__).resolve().parents[2]


def test_a_second_holder_is_told_who_has_it(tmp_path):
    with lock_file.hold(tmp_path / "lock"), pytest.raises(lock_file.AlreadyHeld) as held:  # noqa: SIM117
        with lock_file.hold(tmp_path / "lock"):
            pytest.fail("held twice")
    assert held.value.holder == str(os.getpid())


def test_it_is_free_again_after_the_block(tmp_path):
    for _ in range(2):
        with lock_file.hold(tmp_path / "lock"):
            assert (tmp_path / "lock").read_text() == str(os.getpid())


def test_it_is_free_again_after_an_error(tmp_path):
    with pytest.raises(ZeroDivisionError), lock_file.hold(tmp_path / "lock"):
        _ = 1 / 0
    with lock_file.hold(tmp_path / "lock"):
        pass


def test_a_holder_that_was_killed_holds_nothing(tmp_path):
    code = (
        "import pathlib, time; from common import lock_file\n"
        f"with lock_file.hold(pathlib.Path({str(tmp_path / 'lock')!r})): print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(lock_file.AlreadyHeld), lock_file.hold(tmp_path / "lock"):
            pytest.fail("held twice")
        holder.send_signal(signal.SIGKILL)
    with lock_file.hold(tmp_path / "lock"):
        pass
