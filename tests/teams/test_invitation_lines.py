"""People as somebody types or pastes them, one a line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teams.invitation_lines import LONGEST_NAME, MOST_LINES, Invitee, read_lines


@pytest.mark.parametrize(
    ("line", "email", "name"),
    [
        ("priya@example.org", "priya@example.org", "Priya"),
        ("priya.raman@example.org", "priya.raman@example.org", "Priya Raman"),
        ("Priya Raman <Priya@Example.org>", "priya@example.org", "Priya Raman"),
        ('"Raman, Priya" <priya@example.org>,', "priya@example.org", "Raman, Priya"),
        ("priya@example.org, Priya Raman", "priya@example.org", "Priya Raman"),
        ("Priya Raman;priya@example.org", "priya@example.org", "Priya Raman"),
        ("Priya Raman\tpriya@example.org", "priya@example.org", "Priya Raman"),
        ("  Zoë O'Brien  (zoe@example.org) ", "zoe@example.org", "Zoë O'Brien"),
    ],
)
def test_a_line_is_an_address_with_or_without_a_name(line: str, email: str, name: str) -> None:
    assert read_lines(line) == ((Invitee(1, email, name),), ())


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Priya Raman", "no e-mail address"),
        ("a@example.org b@example.org", "more than one address"),
        ("priya@example", "not a whole e-mail address"),
        ("x" * (LONGEST_NAME + 1) + " <a@example.org>", "120 characters at most"),
    ],
)
def test_what_is_no_person_is_named_by_its_line(line: str, words: str) -> None:
    invitees, (fault,) = read_lines(f"\nada@example.org\n{line}")
    assert [each.email for each in invitees] == ["ada@example.org"]
    assert str(fault).startswith("Line 3: ")
    assert words in fault.words


def test_who_is_named_twice_is_told_where_first() -> None:
    _, (fault,) = read_lines("ada@example.org\nAda <ADA@example.org>")
    assert str(fault) == "Line 2: ada@example.org stands in line 1 already."


def test_a_list_that_is_too_long_is_refused_whole() -> None:
    _, faults = read_lines("\n".join(f"a{n}@example.org" for n in range(MOST_LINES + 1)))
    assert "At most 200 people at once" in str(faults[0])


@given(st.text(max_size=300))
def test_every_line_is_an_invitee_a_fault_or_nothing(text: str) -> None:
    invitees, faults = read_lines(text)
    lines = [n for n, line in enumerate(text.splitlines(), start=1) if line.strip()]
    assert sorted([each.line for each in invitees] + [each.line for each in faults]) == lines
    assert all(0 < len(each.name) <= LONGEST_NAME and each.email == each.email.lower() for each in invitees)
