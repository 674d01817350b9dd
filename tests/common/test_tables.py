"""Tables to take away: the same rows in each form, and nothing that a spreadsheet would run."""

import csv
import json
from datetime import date
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from common.tables import KINDS, Table, table_response

TABLE = Table(
    name="matrix-2026-q4",
    title="Maturity matrix of a very long organisation name",
    about={"day": "2026-11-19", "filters": "division Payments & co."},
    columns=("team", "Testing", "submitted"),
    rows=(("Ledger", 1.6667, date(2026, 11, 14)), ('Ann, "Bob"\nand Çelik', None, None)),
)
DANGEROUS = ("=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1")


def sheets(table: Table) -> dict[str, list[tuple]]:
    book = load_workbook(BytesIO(table_response(table, "xlsx").content))
    return {sheet.title: [tuple(cell.value for cell in row) for row in sheet.rows] for sheet in book}


def lines(table: Table) -> list[list[str]]:
    return list(csv.reader(StringIO(table_response(table, "csv").content.decode(), newline="")))


def test_csv_is_one_rectangle_that_says_on_each_line_what_it_shows():
    assert lines(TABLE) == [
        ["team", "Testing", "submitted", "day", "filters"],
        ["Ledger", "1.6667", "2026-11-14", "2026-11-19", "division Payments & co."],
        ['Ann, "Bob"\nand Çelik', "", "", "2026-11-19", "division Payments & co."],
    ]


def test_xlsx_has_numbers_and_a_second_sheet_about_them():
    found = sheets(TABLE)
    assert list(found) == ["Maturity matrix of a very long ", "About"]
    rows, about = found.values()
    assert rows[0] == ("team", "Testing", "submitted")
    assert rows[1][:2] == ("Ledger", 1.6667)
    assert rows[2] == ('Ann, "Bob"\nand Çelik', None, None)
    assert about == [("day", "2026-11-19"), ("filters", "division Payments & co.")]


def test_json_names_every_value():
    assert json.loads(table_response(TABLE, "json").content) == {
        "title": TABLE.title,
        "about": TABLE.about,
        "rows": [
            {"team": "Ledger", "Testing": 1.6667, "submitted": "2026-11-14"},
            {"team": 'Ann, "Bob"\nand Çelik', "Testing": None, "submitted": None},
        ],
    }


@pytest.mark.parametrize("kind", KINDS)
def test_the_file_has_a_name(kind):
    assert (
        table_response(TABLE, kind)["Content-Disposition"] == f'attachment; filename="matrix-2026-q4.{kind}"'
    )


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_that_begins_a_formula_stays_text(text):
    table = Table("t", "T", {"team": text}, ("name",), ((text,),))
    assert lines(table)[1] == [f"'{text}", f"'{text}"]
    book = load_workbook(BytesIO(table_response(table, "xlsx").content))
    cells = [cell for sheet in book for row in sheet.rows for cell in row]
    assert all(cell.data_type == "s" for cell in cells)
    assert json.loads(table_response(table, "json").content)["rows"] == [{"name": text}]


def test_negative_numbers_are_numbers_all_the_same():
    table = Table("t", "T", {}, ("change",), ((-0.25,),))
    assert lines(table)[1] == ["-0.25"]
    assert sheets(table)["T"][1] == (-0.25,)


def test_control_characters_leave_a_mark_and_break_nothing():
    table = Table("t", "T", {}, ("name",), (("bell\x07 and\ttab",),))
    assert lines(table)[1] == ["bell\N{REPLACEMENT CHARACTER} and\ttab"]
    assert sheets(table)["T"][1] == ("bell\N{REPLACEMENT CHARACTER} and\ttab",)
