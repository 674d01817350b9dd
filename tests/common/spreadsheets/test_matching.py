"""Columns are known by their names as people write them."""

from common.spreadsheets.matching import guess, matched, missing, plain
from common.spreadsheets.sheet import Column

COLUMNS = (
    Column("email", "E-mail address", "Whom.", required=True, aliases=("mail",)),
    Column("name", "Name", "As one says it.", required=True),
    Column("role", "Role", "One of three."),
)


def test_case_blanks_and_signs_do_not_matter():
    assert plain(" E-Mail_Address ") == plain("email address")
    assert guess(COLUMNS, ["", "NAME", "E-Mail Address", "other"]) == {"email": 2, "name": 1}
    assert guess(COLUMNS, ["Mail", "Role "]) == {"email": 0, "role": 1}


def test_what_was_chosen_last_time_comes_first():
    headers = ["Name", "Who", "Role"]
    assert guess(COLUMNS, headers, {"name": "who", "role": ""}) == {"name": 1}
    assert guess(COLUMNS, headers, {"name": "no longer there"}) == {"name": 0, "role": 2}


def test_one_column_of_the_file_is_taken_once():
    twice = (Column("a", "Name", ""), Column("b", "Name", ""))
    assert guess(twice, ["name"]) == {"a": 0}


def test_what_the_file_must_have_is_named():
    assert [column.name for column in missing(COLUMNS, {"name": 0})] == ["email"]


def test_rows_go_by_the_names_of_the_kind():
    [row] = matched([(7, ["x", None, "y"])], {"name": 2, "role": 1})
    assert row.number == 7
    assert row.cells == {"name": "y", "role": None}
