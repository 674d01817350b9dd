"""Which addresses belong to the organisation."""

import pytest

from teams.email_domains import is_in, refusal


@pytest.mark.parametrize(
    ("email", "domains", "belongs"),
    [
        ("ada@example.org", [], True),
        ("ada@example.org", ["example.org"], True),
        ("Ada@EXAMPLE.org", ["other.org", " @Example.Org "], True),
        ("ada@example.org", ["example.com"], False),
        ("ada@mail.example.org", ["example.org"], False),
        ("ada@notexample.org", ["example.org"], False),
        ("example.org", ["example.com"], False),
    ],
)
def test_an_address_belongs_where_its_domain_is_named(email: str, domains: list[str], belongs: bool) -> None:
    assert is_in(email, domains) == belongs


def test_a_refusal_names_the_domains() -> None:
    assert "ada@x.org is not an address at a.org or b.org." in refusal("ada@x.org", ["a.org", "b.org"])
