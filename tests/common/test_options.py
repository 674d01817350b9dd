"""The options of a select."""

from html import escape

from hypothesis import given
from hypothesis import strategies as st

from common.templatetags.page import options


def test_the_chosen_one_is_chosen_by_its_value_as_text():
    pairs = [(1, "One"), (2, "Two")]
    assert options(pairs, "2") == '<option value="1">One</option><option value="2" selected>Two</option>'
    assert options(pairs, 2) == options(pairs, "2")
    assert "selected" not in options(pairs) + options(pairs, None)
    assert options([]) == ""


@given(st.text(min_size=1), st.text())
def test_values_and_words_are_escaped(value, words):
    assert options([(value, words)]) == f'<option value="{escape(value)}">{escape(words)}</option>'
