"""Plans that are refused, and the file, line and words that say why; and that refusing takes no time."""

import time
from contextlib import suppress

import pytest

from plans.document import DocumentError, SourceFile, decode, read_plan
from plans.document.source import MOST_BYTES, MOST_COLUMNS, MOST_ENTRIES, MOST_LINES


def refusal(text):
    with pytest.raises(DocumentError) as raised:
        read_plan([SourceFile("plan.md", text)])
    return str(raised.value)


def undecodable(data):
    with pytest.raises(DocumentError) as raised:
        decode("plan.md", data)
    return str(raised.value)


def test_a_byte_order_mark_is_no_text():
    assert decode("plan.md", b"\xef\xbb\xbf# Week 1").text == "# Week 1"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"ok\n\0", "plan.md:2: this is a binary file, not Markdown"),
        (
            b"a\nb\xff",
            "plan.md:2: the text is not UTF-8, but perhaps Windows-1252: save the file as UTF-8 and try again",
        ),
        (b"", "plan.md:1: the file is empty"),
        (b" \n\t\n", "plan.md:1: the file is empty"),
    ],
)
def test_bytes_that_are_no_markdown_are_refused(data, words):
    assert undecodable(data) == words


def test_a_file_over_2_mb_is_refused():
    assert "larger than 2 MB" in undecodable(b"a" * (MOST_BYTES + 1))
    assert len(decode("plan.md", b"a" * MOST_BYTES).text) == MOST_BYTES


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("# Week 0", "a plan begins with week 1, not with week 0"),
        ("# Weeks 4-3: x", "week 4 comes after week 3: write the earlier one first"),
        ("# Phase 1: x (month 0)", "a plan begins with month 1, not with month 0"),
        ("# Days 30-1", "day 30 comes after day 1: write the earlier one first"),
        ("# Weeks 1-999", "a plan ends by week 104, not in week 999"),
    ],
)
def test_weeks_that_cannot_be_are_refused(heading, words):
    assert refusal(f"---\nkey: x\n---\n\n{heading}\n") == f"plan.md:5: {words}"


def test_a_row_with_more_cells_than_its_header_is_refused():
    text = "# Week 1\n## Deliverables\n\n| Deliverable | Owner |\n|---|---|\n| One | Me |\n| a | b | c |\n"
    assert refusal(text).startswith("plan.md:7: this row has 3 cells and its header 2")


def test_a_row_with_fewer_cells_is_read():
    plan = read_plan(
        [SourceFile("x", "# Week 1\n## Deliverables\n| Deliverable | Owner |\n|---|---|\n| One |\n")]
    )
    assert plan.phases[0].items[0].title == "One"


@pytest.mark.parametrize(
    ("table", "line", "words"),
    [
        ("| Deliverable | Owner |\n| One | Me |", 3, "no row such as |---|---| stands under it"),
        ("| Deliverable | Owner |", 3, "no row such as |---|---| stands under it"),
        ("| Deliverable | Owner |\n|---|\n| One | Me |", 4, "has 1 cells, and the header 2"),
        ("Deliverable | Owner\n-+-|-\nOne | Me", 4, "is malformed"),
        ("| Deliverable | Owner |\n---", 4, "has 1 cells, and the header 2"),
    ],
)
def test_a_table_that_is_none_is_refused(table, line, words):
    said = refusal(f"# Week 1\n## Deliverables\n{table}\n")
    assert said.startswith(f"plan.md:{line}: ")
    assert words in said


def test_broken_tables_in_notes_and_bodies_are_only_text():
    text = "# Week 1\n\n| a | b |\n\n## Quick wins\n\n### Fix\n\n| a | b |\n|---|\n"
    plan = read_plan([SourceFile("x", text)])
    assert plan.phases[0].items[0].body == "| a | b |\n|---|"


def test_items_are_limited():
    items = "- one\n" * MOST_ENTRIES
    said = refusal(f"# Week 1\n## Tasks\n{items}")
    assert (
        said
        == f"plan.md:{MOST_ENTRIES + 2}: a plan holds at most 5000 goals, items and notes, and this is one more"
    )


def test_lines_are_limited_over_all_files():
    half = "\n" * (MOST_LINES // 2)
    with pytest.raises(DocumentError, match=r"^b\.md:\d+: a plan has at most 20000 lines$"):
        read_plan([SourceFile("a.md", half), SourceFile("b.md", half)])


def test_columns_are_limited():
    tables = "".join(f"| Task | Column {n} |\n|---|---|\n| a | b |\n\n" for n in range(MOST_COLUMNS + 1))
    said = refusal(f"# Week 1\n## Tasks\n\n{tables}")
    assert said.endswith("the tables of a phase have at most 100 columns with different names")


NESTED = "".join("  " * (n % 40) + "- one\n" for n in range(6_000))


@pytest.mark.parametrize(
    "text",
    [
        "# Week 1\n## Tasks\n" + "- " * 999_000,
        "# Week 1\n## Tasks\n" + NESTED,
        "# Week 1\n## Goals\n" + ("- " * 50 + "a\n") * 19_000,
        "# Week 1\n## Tasks\n" + ">" * 1_900_000,
        "# Week 1\n## Tasks\n- " + "week 1-2 apples " * 120_000,
        "# Week 1\n## Tasks\na | b\n|" + "-" * 1_900_000 + "x",
        "# Week 1\n## Quick wins\n### Fix\n" + ". " * 900_000 + "`" * 90_000,
        "- a\n" * 500_000,
        "# Week " + "1 (" * 600_000,
    ],
    ids=[
        "one line",
        "stairs",
        "deep lines",
        "quotes",
        "counts",
        "dashes",
        "sentences",
        "many lines",
        "heading",
    ],
)
def test_a_hostile_file_is_done_within_seconds(text):
    begun = time.monotonic()
    with suppress(DocumentError):
        read_plan([SourceFile("plan.md", text)])
    assert time.monotonic() - begun < 20
