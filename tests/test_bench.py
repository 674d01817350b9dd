"""The benchmarks on tiny organisations: what they write, and that both sides do the same work."""

import json
from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.benchmarks import running, scratch
from tests.benchmarks.matrix import joined, split
from tests.benchmarks.measuring import Result, compare
from tests.benchmarks.snapshot import measure as measure_snapshot

RESULT = Result(name="snapshot_4", value=12.5, unit="ms", floor=10.0, ratio=1.25, statements=4)


@pytest.fixture
def data_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


def bench(*arguments: str) -> str:
    out = StringIO()
    call_command("bench", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_bench_writes_every_result_and_prints_a_table(data_folder, monkeypatch):
    monkeypatch.setattr(scratch, "kinds", lambda: ["sqlite", "postgresql"])
    monkeypatch.setattr(running, "run", lambda _benchmark, name, *_: replace(RESULT, name=name))
    printed = bench()
    written = json.loads((data_folder / "bench.json").read_text())
    assert [each["name"] for each in written] == [
        "snapshot_5000",
        "snapshot_5000_postgresql",
        "matrix_500",
        "matrix_500_postgresql",
        "trend_500",
        "trend_500_postgresql",
        "week_200",
        "week_200_postgresql",
        "imports_500",
        "imports_500_postgresql",
        "autosave_20",
        "autosave_20_postgresql",
        "autosave_without_pause_20",
        "autosave_without_pause_20_postgresql",
    ]
    assert {tuple(each) for each in written} == {("name", "value", "unit", "floor", "ratio", "statements")}
    assert printed.splitlines()[0].split() == ["name", "value", "floor", "unit", "ratio", "statements"]
    assert "among 20 people who pause 1 to 3 s between saves" in printed


@pytest.mark.journey
@pytest.mark.alone
def test_benchmarks_run_in_workspaces_of_their_own(data_folder, monkeypatch):
    """The real thing, in its own processes; the marks keep it away from tests that would disturb the measuring."""
    monkeypatch.setattr(scratch, "kinds", lambda: ["sqlite"])
    chosen = (
        "snapshot",
        "matrix",
        "trend",
        "week",
        "autosave",
    )  # the last is the same as that without pauses
    bench(*chosen, "--teams", "4")
    written = json.loads((data_folder / "bench.json").read_text())
    assert [each["name"] for each in written] == [f"{name}_4" for name in chosen]
    assert written[0]["statements"] <= 5
    assert all(each["ratio"] > 0 and each["value"] > 0 and each["unit"] == "ms" for each in written)


def test_bench_names_what_it_does_not_know(data_folder):
    with pytest.raises(CommandError, match="There is no benchmark speed, only snapshot, matrix") as refusal:
        bench("speed")
    assert refusal.value.returncode == 2
    assert not (data_folder / "bench.json").exists()


def test_table_lines_numbers_up():
    assert running.table([RESULT]).splitlines() == [
        "name        value  floor  unit  ratio  statements",
        "snapshot_4   12.5   10.0    ms   1.25           4",
    ]


@pytest.mark.django_db
def test_snapshot_and_its_floor_write_the_same_rows():
    result = measure_snapshot("snapshot_3", teams=3)
    assert (result.name, result.unit) == ("snapshot_3", "ms")
    # Is it frozen, write, remove, the event; inside a test a savepoint around them, and on PostgreSQL a lock.
    assert result.statements == (7 if connection.vendor == "postgresql" else 6)


@pytest.mark.django_db
def test_comparison_takes_turns_and_counts_statements_once():
    done = []
    result = compare("turns", work=lambda: done.append("work"), floor=lambda: done.append("floor"), runs=2)
    assert done == ["work", "floor"] * 3
    assert result.statements == 0


def test_page_taken_apart_is_put_together_again():
    page = '<p title=\'a\'>Ann &amp; Bob\'s <a href="/x/?a=1&amp;b=2">1.5</a> <svg points="0,1"/></p>\n'
    pieces = split(page)
    assert [shown for _, shown in pieces] == ["/x/?a=1&b=2", "1.5", "0,1", ""]
    assert joined(pieces) == page
