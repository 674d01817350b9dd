"""What names a row, and what cannot."""

import pytest

from common.row_ids import HIGHEST, row_id


@pytest.mark.parametrize(("text", "number"), [("1", 1), ("0042", 42), (str(HIGHEST), HIGHEST)])
def test_a_number_is_read(text: str, number: int) -> None:
    assert row_id(text) == number


@pytest.mark.parametrize("text", ["", "0", "-1", "1.0", " 1", "²", "１", str(HIGHEST + 1), "9" * 5000])
def test_what_no_row_can_have_is_none(text: str) -> None:
    assert row_id(text) is None
