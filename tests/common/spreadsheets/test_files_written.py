"""What is written is read back as it was, and nothing of it is run."""

import csv
from collections.abc import Sequence
from datetime import date
from io import BytesIO, StringIO

import pytest
from django.http import StreamingHttpResponse
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from common.decisions import DomainError
from common.spreadsheets import values
from common.spreadsheets.files.formulas import marked, unmarked
from common.spreadsheets.files.writing import FORMATS, file_response
from tests.common.spreadsheets.files_made import read

DANGEROUS = ("=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "'=1", "''+1", '=HYPERLINK("http://x")')
TEXTS = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12).filter(
        lambda text: text.strip()
    ),
    st.sampled_from(DANGEROUS),
    st.sampled_from(["'", "'a", "_x0041_", "a\r\nb", "a\rb", " edges ", '"', "a;b,c\td", "#hash"]),
)
KINDS = pytest.mark.parametrize("kind", FORMATS)


def written(kind: str, rows: Sequence[Sequence[object]], columns: Sequence[str] = ("name", "note")) -> bytes:
    answer = file_response("people", kind, columns, rows)
    assert isinstance(answer, StreamingHttpResponse)
    return b"".join(answer)


@KINDS
@settings(max_examples=40)
@given(st.lists(st.tuples(TEXTS, st.one_of(st.none(), TEXTS)), max_size=5))
def test_every_text_comes_back(kind, rows):
    assert read(f"x.{kind}", written(kind, [("first", None), *rows]))[1][1:] == [
        (number, list(row)) for number, row in enumerate(rows, start=3)
    ]


@KINDS
def test_numbers_days_and_answers_come_back_as_what_they_mean(kind):
    headers, [(_, cells)] = read(
        "x", written(kind, [(2.5, date(2026, 11, 4), True, 3)], ("n", "day", "yes", "whole"))
    )
    assert headers == ("n", "day", "yes", "whole")
    n, day, yes, whole = cells
    assert values.number(n) == 2.5
    assert values.day(day) == date(2026, 11, 4)
    assert values.yes_no(yes) is True
    assert values.whole(whole) == 3


@KINDS
def test_a_file_without_rows_still_is_a_file_with_a_name(kind):
    answer = file_response("people", kind, ("name",), ())
    assert answer["Content-Disposition"] == f'attachment; filename="people.{kind}"'
    assert b"".join(answer)


@pytest.mark.parametrize("text", DANGEROUS)
def test_nothing_that_begins_a_formula_leaves_as_one(text):
    rows = list(csv.reader(StringIO(written("csv", [(text, None)]).decode("utf-8-sig"), newline="")))
    assert rows[1][0].startswith("'")
    book = load_workbook(BytesIO(written("xlsx", [(text, None)])))
    cell = book.active["A2"]
    assert cell.data_type == "s"
    assert str(cell.value).startswith("'")


@given(st.text(max_size=8))
def test_the_mark_comes_off_again(text):
    for each in (text, f"={text}", f"'{text}", f"'+{text}"):
        assert unmarked(marked(each)) == each


def test_what_is_no_text_has_no_mark():
    assert marked(-0.5) == -0.5
    assert marked(None) is None


def test_a_text_that_xlsx_cannot_hold_is_named_before_a_byte_leaves():
    with pytest.raises(DomainError, match="CSV or JSON"):
        file_response("x", "xlsx", ("name",), [("x" * 40_000,)])
    assert len(written("csv", [("x" * 40_000, None)])) > 40_000


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_rows_leave_as_they_are_made(kind):
    taken = []

    def rows():
        for n in range(10_000):
            taken.append(n)
            yield (f"row {n}", None)

    pieces = iter(file_response("x", kind, ("name", "note"), rows()))
    next(pieces)
    assert len(taken) < 1000
