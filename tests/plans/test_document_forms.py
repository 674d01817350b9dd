"""The many ways in which people write the same plan."""

import pytest

from plans.document import Due, SourceFile, decode, read_plan

TEXT = "# Weeks 1–2: Café\n\n## Goals\n\n- See\n"


def read(text):
    return read_plan([SourceFile("plan.md", text)])


@pytest.mark.parametrize(
    ("heading", "weeks", "title"),
    [
        ("# Weeks 1 & 2", (1, 2), ""),
        ("### Weeks 3–4: Mend", (3, 4), "Mend"),
        ("#### Month 2", (5, 8), ""),
        ("## Days 1-30: Learn", (1, 4), "Learn"),
        ("## First 30 days", (1, 4), ""),
        ("## 30 days: Learn", (1, 4), "Learn"),
        ("## 60 days — Help", (5, 8), "Help"),
        ("## 90 Days", (9, 13), ""),
        ("## Phase 2: Mend", (3, 4), "Mend"),
        ("## Phase 5: Rest", (14, 17), "Rest"),
        ("## Phase 3: Build (weeks 5-6)", (5, 6), "Build"),
    ],
)
def test_headings_of_phases(heading, weeks, title):
    (phase,) = read(f"{heading}\n\ntext\n").phases
    assert ((phase.first_week, phase.last_week), phase.title) == (weeks, title)


@pytest.mark.parametrize("heading", ["# 90 days of patience", "# Phase 2 begins", "# 45 days: odd"])
def test_headings_of_none(heading):
    assert read(f"{heading}\n\ntext\n").phases == ()


def test_weeks_that_were_assumed_are_said():
    (warning,) = read("# Plan\n\n## Phase 2: Mend\n").warnings
    assert (warning.line, warning.message) == (3, '"Phase 2" gives no weeks; it is read as Weeks 3–4')


@pytest.mark.parametrize(("n", "words"), [(0, "begins with phase 1"), (99, "ends by week 104")])
def test_a_phase_number_that_cannot_be_is_refused(n, words):
    with pytest.raises(ValueError, match=words):
        read(f"# Phase {n}: Odd\n")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_that_say_what_they_are(encoding):
    (phase,) = read_plan([decode("plan.md", TEXT.encode(encoding))]).phases
    assert phase.title == "Café"


@pytest.mark.parametrize(
    ("data", "words"),
    [(TEXT.replace("–", "-").encode("cp1252"), "Windows-1252"), (b"\xff\xfea\0\x00\xd8", "UTF-16")],
)
def test_other_encodings_are_named(data, words):
    with pytest.raises(ValueError, match=words):
        decode("plan.md", data)


def test_a_target_is_a_day_or_a_week_and_anything_else_is_kept():
    head = "| Deliverable | Owner | Target |\n|---|---|---|\n"
    table = head + "| Map | QA & Me | Week 3 |\n| List | Team | 2026-03-01 |\n| Report | | 95% |\n"
    (phase,) = read(f"# Weeks 1-4\n\n## Deliverables\n\n{table}").phases
    first, second, third = phase.items
    assert (first.owners, first.due) == (("QA", "Me"), Due("week_end", 3))
    assert (second.everyone, second.due.kind) == (True, "pinned")
    assert (third.due, third.extras) == (None, (("Target", "95%"),))


def test_files_are_read_in_the_order_of_their_numbers():
    files = [SourceFile(f"{n}.md", f"note {n}\n") for n in (10, 9, 1)]
    (note,) = read_plan(files).notes
    assert note.body.split("\n\n") == ["note 1", "note 9", "note 10"]


def test_a_table_of_ten_thousand_rows_is_refused_with_its_line():
    rows = "| a | b |\n" * 10_000
    with pytest.raises(ValueError, match=r"^plan\.md:\d+: a plan holds at most 5000"):
        read(f"# Week 1\n\n## Tasks\n\n| Task | Why |\n|---|---|\n{rows}")


def test_ten_megabytes_of_nested_lists_are_refused_by_their_size():
    data = "".join("  " * (n % 40) + "- one\n" for n in range(230_000)).encode()
    assert len(data) > 10_000_000
    with pytest.raises(ValueError, match="larger than 2 MB"):
        decode("plan.md", data)
