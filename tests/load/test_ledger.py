"""The check of the load test finds what it is there to find."""

from hypothesis import given
from hypothesis import strategies as st

from tests.load.ledger import Said, lost

ONE, TWO = Said("note/1", 2, "one"), Said("note/1", 3, "two")
STORED = {"note/1": (3, "two")}


def test_all_is_well():
    assert lost([ONE, TWO], [(2, TWO), (3, TWO)], STORED) == []


@given(st.data())
def test_any_order_of_writers_is_well_and_any_write_left_out_is_found(data):
    count = data.draw(st.integers(1, 8))
    saved = [Said("note/1", version, f"words {version}") for version in range(2, count + 2)]
    stored = {"note/1": (count + 1, f"words {count + 1}")}
    assert lost(data.draw(st.permutations(saved)), [], stored) == []
    back = data.draw(st.integers(0, count))
    behind = {"note/1": (back + 1, f"words {back + 1}")}
    assert bool(lost(saved, [], behind)) == (back < count), "the end was undone"


def test_a_version_that_two_people_got():
    assert lost([ONE, TWO, Said("note/1", 3, "other")], [], STORED)


def test_somebody_reads_what_was_before_their_own():
    assert lost([ONE, TWO], [(3, ONE)], STORED) == ["note/1: version 3 was saved, and 2 was read after it"]


def test_somebody_reads_what_nobody_saved():
    assert lost([ONE, TWO], [(2, Said("note/1", 3, "two and a half"))], STORED)


def test_other_words_are_stored():
    assert lost([ONE, TWO], [], {"note/1": (3, "one")}) == ["note/1: version 3 is stored as 'one'"]


def test_a_thing_that_is_gone():
    assert lost([ONE, TWO], [], {})


def test_a_version_that_nobody_was_told_of():
    """An error was answered, and the write is there all the same."""
    assert lost([ONE], [], STORED)
