from hypothesis import given
from hypothesis import strategies as st

from maturity.word_changes import Piece, word_changes


def test_a_changed_word_is_shown_in_its_sentence():
    assert word_changes("Half of all fixes add a test.", "Most of all fixes add a test.") == (
        Piece("gone", "Half"),
        Piece("new", "Most"),
        Piece("same", " of all fixes add a test."),
    )


def test_texts_with_little_in_common_stand_one_after_the_other():
    assert word_changes("No test.", "Every fix added one") == (
        Piece("gone", "No test."),
        Piece("new", "Every fix added one"),
    )


def test_an_empty_text_has_no_piece():
    assert word_changes("", "") == ()
    assert word_changes("", "new") == (Piece("new", "new"),)
    assert word_changes("gone", "") == (Piece("gone", "gone"),)


@given(st.text("ab, ", max_size=12), st.text("ab, ", max_size=12))
def test_the_pieces_make_both_texts(before, after):
    pieces = word_changes(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == after
    assert all(piece.text for piece in pieces)
