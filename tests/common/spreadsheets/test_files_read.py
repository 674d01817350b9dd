"""Files as people have them are read, and what cannot be read is named with its place."""

from datetime import date, datetime, time

import pytest
from openpyxl import Workbook

from common.spreadsheets.files import limits, opening, xlsx_file
from common.spreadsheets.files.limits import BadFile
from common.spreadsheets.files.opening import open_file
from tests.common.spreadsheets.files_made import json_of, read, saved, with_part, xlsx

TEXT = 'name;note\r\nÄnne;3,5\r\n\r\n"a;b\r\nc";\r\n'
SHEET = "xl/worksheets/sheet1.xml"
MANY = limits.MOST_ROWS + 1


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8-sig", b""),
        ("utf-16", b""),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
        ("cp1252", b""),
    ],
)
def test_csv_is_read_in_every_encoding_that_programs_save_in(encoding, mark):
    headers, rows = read("people.csv", mark + TEXT.encode(encoding))
    assert headers == ("name", "note")
    assert rows == [(2, ["Änne", "3,5"]), (4, ["a;b\r\nc", None])]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_found(separator):
    content = f'"a, b; c"{separator}d\n1{separator}2\n'.encode()
    assert read("x.csv", content) == (("a, b; c", "d"), [(2, ["1", "2"])])


def test_the_line_that_excel_takes_for_the_separator_is_no_row():
    assert read("x.csv", b"sep=;\r\na;b\r\n1;2\r\n") == (("a", "b"), [(2, ["1", "2"])])


def test_rows_are_numbered_as_a_spreadsheet_numbers_them():
    content = b'\n\nname,note\nx,"two\nlines"\n\ny,\n'
    assert read("x.csv", content) == (("name", "note"), [(4, ["x", "two\nlines"]), (6, ["y", None])])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_ends_a_line(end):
    assert read("x.csv", f"a,b{end}1,2{end}".encode()) == (("a", "b"), [(2, ["1", "2"])])


def test_xlsx_gives_texts_numbers_and_days():
    moment = datetime.combine(date(2026, 11, 4), time())
    content = xlsx(
        [("name", "day", "n", "yes"), ("Änne", moment, 2.5, True), (None, None, None, None), ("", 46023, 3)]
    )
    headers, rows = read("people.xlsx", content)
    assert headers == ("name", "day", "n", "yes")
    assert rows == [(2, ["Änne", moment, 2.5, True]), (4, [None, 46023, 3, None])]


def test_json_is_a_list_of_objects_with_whatever_keys_they_have():
    headers, rows = read(
        "people.json", json_of([{"name": "Änne"}, {"note": None, "n": 2.5}, {"name": "", "n": 1}])
    )
    assert headers == ("name", "note", "n")
    assert rows == [(2, ["Änne", None, None]), (3, [None, None, 2.5]), (4, [None, None, 1])]
    assert read("x", b' [ {"a" : 1} ,\n {"a" : 2}]\n')[1] == [(2, [1]), (3, [2])]


def bomb() -> bytes:
    """40 MB of one letter, as text that cells share."""
    return with_part(
        xlsx([("name",), ("x",)]), "xl/sharedStrings.xml", b"<sst>" + b"x" * (40 << 20) + b"</sst>"
    )


def far_away() -> bytes:
    book = Workbook()
    book.active.cell(1, 1, "name")
    book.active.cell(2, 16_384, "x")
    return saved(book)


def formula() -> bytes:
    return xlsx([("name", "n"), ("x", "=1+1")])


def error() -> bytes:
    book = Workbook()
    book.active.append(("name",))
    book.active.append(("#REF!",))
    return saved(book)


def sheet_of(xml: str, before: str = "") -> bytes:
    opening = (
        f'{before}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    )
    return with_part(xlsx([("name",)]), SHEET, f"{opening}{xml}</sheetData></worksheet>".encode())


HEADER = '<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c></row>'
ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>'

FAR_DOWN = '<row r="99999999"><c r="A99999999"><v>1</v></c></row>'

REFUSED = {
    "nothing": ("x.csv", b"", "empty"),
    "blanks": ("x.csv", b"\xef\xbb\xbf \r\n\r\n", "empty"),
    "separators": ("x.csv", b";;\n;;\n", "no row with anything"),
    "bytes": ("x.csv", bytes(range(256)) * 20, "not text"),
    "half UTF-16": ("x.csv", b"\xff\xfea\0b\0c", "not text"),
    "undefined in Windows-1252": ("x.csv", b"name\n\x81\x8d\n", "not text"),
    "a picture": ("x.csv", b"\x89PNG\r\n\x1a\n", "not a spreadsheet"),
    "an old Excel": ("x.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "old Excel"),
    "quotes": ("x.csv", b'name,note\nx,"open\n', "Row 2 cannot be read"),
    "quotes inside": ("x.csv", b'name,note\nx,"a"b\n', "Row 2 cannot be read"),
    "one cell of 10 MB": ("x.csv", b"name\n" + b"x" * (10 << 20) + b"\n", "Row 2 has a cell of more than"),
    "one cell of 10 MB in JSON": ("x.json", json_of([{"name": "x" * (10 << 20)}]), "Row 2, column “name”"),
    "same headers": ("x.csv", b"name,note,Name\n1,2,3\n", "Columns 1 and 3 are both called “Name”"),
    "more cells than headers": ("x.csv", b"name,note\na,b\nc,d,e\n", "Row 3 has 3 cells, and the header names 2"),
    "columns": ("x.csv", ",".join(map(str, range(201))).encode(), "more than 200 columns"),
    "rows": ("x.csv", b"name\n" + b"x\n" * MANY, "more than 100,000 rows"),
    "rows of JSON": ("x.json", b"[" + b'{"a":1},' * MANY + b'{"a":1}]', "more than 100,000 rows"),
    "bytes in all": ("x.csv", b"x" * (limits.MOST_BYTES + 1), "larger than 20 MB"),
    "a zip": ("x.xlsx", b"PK\x03\x04" + b"\0" * 100, "damaged"),
    "half an XLSX": ("x.xlsx", xlsx([("name",), ("x",)])[:-200], "damaged"),
    "no XML": ("x.xlsx", with_part(xlsx([("name",)]), SHEET, b"<worksheet"), "damaged"),
    "a bomb": ("x.xlsx", bomb(), "far larger"),
    "entities": ("x.xlsx", sheet_of(HEADER.replace("name", "&a;"), ENTITIES), "damaged"),
    "a cell far right": ("x.xlsx", far_away(), "Row 2 has more than 200 columns"),
    "a row far down": ("x.xlsx", sheet_of(HEADER + FAR_DOWN), "most of them empty"),
    "a formula": ("x.xlsx", formula(), "Cell B2 is a formula without a value"),
    "an error": ("x.xlsx", error(), "Row 2 has a cell that shows the error #REF!"),
    "an object": ("x.json", b'{"rows": []}', "not a list of objects"),
    "a list of lists": ("x.json", b"[[1]]", "not a list of objects"),
    "no JSON": ("x.json", b'[{"a": 1}, {a: 2}]', "Row 3 (the object number 2) is not JSON"),
    "an open list": ("x.json", b'[{"a": 1}', "Behind row 2 (the object number 1)"),
    "two lists": ("x.json", b'[{"a": 1}][]', "behind the end"),
    "deep": ("x.json", b'[{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}]", "Row 2"),
    "an object in a cell": ("x.json", b'[{"a": {}}]', "Row 2, “a”"),
    "half a character": ("x.json", b'[{"a": "\\ud800"}]', "Row 2, “a”"),
    "a zero": ("x.json", b'[{"a": "x\\u0000"}]', "Row 2, column “a”"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_read_is_named_with_its_place_and_what_to_do(case):
    name, content, words = REFUSED[case]
    with pytest.raises(BadFile) as refused:
        for _ in open_file(name, content).rows():
            pass
    assert words in refused.value.message
    assert refused.value.message.endswith(".")


def test_formulas_whose_values_were_saved_are_values():
    two, empty = '<c r="A2"><f>1+1</f><v>2</v></c>', '<c r="A3" t="str"><f>B1</f><v></v></c>'
    sheet = f'{HEADER}<row r="2">{two}</row><row r="3">{empty}</row>'
    assert read("x.xlsx", sheet_of(sheet)) == (("name",), [(2, [2])])


def test_a_size_that_is_declared_wrongly_does_not_matter():
    declared = f'<dimension ref="A1:XFD1048576"/><sheetData>{HEADER}<row r="2"><c r="A2"><v>1</v></c></row></sheetData>'
    main = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    content = with_part(xlsx([("name",)]), SHEET, f"{main}{declared}</worksheet>".encode())
    assert read("x.xlsx", content) == (("name",), [(2, [1])])


def test_rows_that_reach_far_to_the_right_without_a_word_do_not_go_on_for_ever(monkeypatch):
    monkeypatch.setattr(xlsx_file, "_MOST_CELLS", 20_000)
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c><c r="XFD{n}"/></row>' for n in (2, 3, 4))
    with pytest.raises(BadFile, match="most of them empty"):
        read("x.xlsx", sheet_of(HEADER + rows))


def test_how_many_rows_there_may_be_is_known_before_they_are_read(monkeypatch):
    rows = [("name",), *((f"{n}",) for n in range(20))]
    for name, content in {
        "x.csv": "\n".join(row[0] for row in rows).encode() + b"\n",
        "x.xlsx": xlsx(rows),
        "x.json": json_of([{"name": row[0]} for row in rows[1:]]),
    }.items():
        assert abs(open_file(name, content).estimated_rows - 20) <= 1
    monkeypatch.setattr(opening, "MOST_ROWS", 19)
    with pytest.raises(BadFile, match="rows"):
        read("x.csv", b"name\n" + b"x\n" * 20)
