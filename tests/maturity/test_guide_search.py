"""Finding words in texts: every word must be there, and the text stays what it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maturity.guide_search import LONGEST_QUERY, MOST_WORDS, marked, passages, words_of

TEXTS = (("", "Backups are restored"), ("Why", "A backup that was never restored is a hope."), ("0", "None."))

queries = st.text(max_size=200)
texts = st.text(max_size=80)
some_texts = st.lists(st.tuples(st.sampled_from(["", "Why"]), texts), max_size=6)


def labels(query: str) -> list[str]:
    return [passage.label for passage in passages(TEXTS, words_of(query))]


def hits(text: str, *words: str) -> list[str]:
    return [piece.text for piece in marked(text, words) if piece.is_hit]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", ()),
        ("   ", ()),
        (" two  words ", ("two", "words")),
        ("Test test TEST", ("Test",)),
        ("a b c d e f g h i j", tuple("abcdefgh")),
        ("x" * 300, ("x" * LONGEST_QUERY,)),
    ],
)
def test_a_query_is_its_different_words(query: str, words: tuple[str, ...]) -> None:
    assert words_of(query) == words


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", []),
        ("restored", ["", "Why"]),
        ("RESTORED", ["", "Why"]),
        ("hope", ["Why"]),
        ("backups hope", ["", "Why"]),
        ("backups zebra", []),
        (".", ["Why", "0"]),
        ("(", []),
    ],
)
def test_every_word_must_be_in_some_text(query: str, found: list[str]) -> None:
    assert labels(query) == found


def test_a_hit_keeps_its_capital_letters_and_a_longer_word_wins() -> None:
    assert hits("Test the tests", "test") == ["Test", "test"]
    assert hits("Test the tests", "test", "tests") == ["Test", "tests"]
    assert hits("Größe zählt", "GRÖSSE", "ZÄHLT") == ["zählt"]


def test_signs_of_regular_expressions_are_signs() -> None:
    assert hits("80 % (of all) a.b aXb", "(of", "a.b", "%") == ["%", "(of", "a.b"]


@given(texts, st.lists(texts.filter(bool), max_size=4))
def test_pieces_make_up_the_text_again(text: str, words: list[str]) -> None:
    pieces = marked(text, words)
    assert "".join(piece.text for piece in pieces) == text
    assert all(piece.text for piece in pieces) or not text


@given(queries)
def test_words_are_few_and_none_is_empty_or_has_white_space(query: str) -> None:
    words = words_of(query)
    assert len(words) <= MOST_WORDS
    assert all(word == word.strip() and len(word.split()) == 1 for word in words)


@given(some_texts, queries)
def test_each_passage_shows_a_hit_and_is_one_of_the_texts(
    given_texts: list[tuple[str, str]], query: str
) -> None:
    for passage in passages(given_texts, words_of(query)):
        assert any(piece.is_hit for piece in passage.pieces)
        assert (passage.label, "".join(piece.text for piece in passage.pieces)) in given_texts


@given(texts)
def test_a_text_is_found_by_each_of_its_own_words(text: str) -> None:
    for word in words_of(text):
        assert passages([("", text)], words_of(word))
