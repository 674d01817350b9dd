"""`bin/find-python`, on machines that have little: each test makes the whole PATH."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FAILS = "#!/bin/sh\necho 'no such version' >&2\nexit 127\n"
TOO_OLD = "#!/bin/sh\nexit 1\n"  # what the version check of an old one comes to
WORKS = f'#!/bin/sh\nexec "{sys.executable}" "$@"\n'


@pytest.fixture
def machine(tmp_path) -> Path:
    """A PATH with a shell's own tools and no Python."""
    for tool in ("sh", "dirname", "env", "cksum", "grep"):
        (tmp_path / tool).symlink_to(shutil.which(tool) or tool)
    return tmp_path


def program(machine: Path, name: str, text: str) -> None:
    (machine / name).write_text(text)
    (machine / name).chmod(0o755)


def run(machine: Path, script: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(ROOT / "bin" / script)],
        env={"PATH": str(machine), "HOME": str(machine)} | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_name_that_only_answers_with_an_error_is_passed_over(machine):
    program(machine, "python3.13", FAILS)
    program(machine, "python3", WORKS)
    found = run(machine, "find-python")
    assert found.returncode == 0
    assert Path(found.stdout.strip()).samefile(sys.executable)


def test_an_old_one_is_passed_over(machine):
    program(machine, "python3", TOO_OLD)
    program(machine, "python", WORKS)
    assert run(machine, "find-python").returncode == 0


def test_one_that_a_version_manager_keeps_is_found(machine):
    folder = machine / ".pyenv" / "versions" / "3.12.1" / "bin"
    folder.mkdir(parents=True)
    program(folder, "python3", WORKS)
    assert run(machine, "find-python").returncode == 0


def test_the_named_one_goes_first(machine):
    program(machine, "python3.13", FAILS)
    program(machine, "mine", WORKS)
    assert run(machine, "find-python", PYTHON="mine").returncode == 0


def test_a_machine_without_any_is_told_what_to_do(machine):
    program(machine, "python3", TOO_OLD)
    found = run(machine, "find-python")
    assert found.returncode == 1
    assert "No Python 3.12 or newer was found" in found.stderr
    assert "make setup PYTHON=" in found.stderr
