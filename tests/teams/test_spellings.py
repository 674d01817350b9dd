"""Putting other words in the place of a name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teams.spellings import Replacing, mentions_of, spellings_of

NEW, NEW_EMAIL = "Former member 7", "former-member-7@removed.invalid"


def replacing(*names: str, email: str = "priya.raman@example.org") -> Replacing:
    found = spellings_of(names, email, new=NEW, new_email=NEW_EMAIL)
    return Replacing([*found, *mentions_of(names[0], new=NEW)] if names else found)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Priya Raman, and PRIYA RAMAN's", f"{NEW}, and {NEW}'s"),
        ("“Priya Raman”-Priya Raman.", f"“{NEW}”-{NEW}."),
        ("first-90-days-of-priya-raman-checkout", "first-90-days-of-former-member-7-checkout"),
        ("<Priya.Raman@example.org>.", f"<{NEW_EMAIL}>."),
        ("@Priya and @Priya Raman: @priya!", f"@{NEW} and @{NEW}: @{NEW}!"),
        ("Priya Ramanujan, Apriya Raman, Priya, Raman", "Priya Ramanujan, Apriya Raman, Priya, Raman"),
        ("@Priyanka", "@Priyanka"),
        (
            "priya.raman@example.org.uk x.priya.raman@example.org",
            "priya.raman@example.org.uk x.priya.raman@example.org",
        ),
        ("mailto:priya.raman@example.org?subject=x", f"mailto:{NEW_EMAIL}?subject=x"),
    ],
)
def test_a_name_is_replaced_as_words_of_their_own(before: str, after: str) -> None:
    assert replacing("Priya Raman").in_text(before) == after


def test_a_name_is_found_in_html_and_with_signs() -> None:
    found = replacing("Zoë O'Brien (QA)")
    assert found.in_text("<b>Zoë O&#x27;Brien (QA)</b> zoe-obrien-qa") == f"<b>{NEW}</b> former-member-7"


def test_json_is_replaced_in_its_texts_and_keys_and_keeps_its_shape() -> None:
    before = {"lead": "Priya Raman", "Priya Raman": [1, None, True, ["Priya Raman"]], "n": 2.5}
    assert replacing("Priya Raman").in_value(before) == {
        "lead": NEW,
        NEW: [1, None, True, [NEW]],
        "n": 2.5,
    }


def test_without_names_only_the_address_is_replaced() -> None:
    assert replacing().in_text("Priya Raman priya.raman@example.org") == f"Priya Raman {NEW_EMAIL}"


NAMES = st.text(st.characters(categories=["Lu", "Ll"], max_codepoint=0x24F), min_size=2, max_size=8).map(
    lambda name: name.lower().capitalize()
)


@given(NAMES, NAMES, st.lists(st.text(max_size=10), max_size=4))
def test_what_was_replaced_is_gone_and_replacing_again_changes_nothing(
    first: str, last: str, around: list[str]
) -> None:
    name = f"{first} {last}"
    found = replacing(name)
    after = found.in_text(f" {name} ".join(around))
    assert f" {name} " not in after
    assert found.in_text(after) == after


@given(NAMES, NAMES, st.text(max_size=30))
def test_a_text_without_any_needle_is_left_as_it_is(first: str, last: str, text: str) -> None:
    found = replacing(f"{first} {last}")
    if not any(needle.casefold() in text.casefold() for needle in found.needles):
        assert found.in_text(text) == text
