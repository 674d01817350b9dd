from datetime import date
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from maturity.figures_digest import COLUMNS, canonical_text, digest

DAY = date(2026, 9, 30)
ZEROS = (0,) * 6
ROWS = [
    (2, "", 7, 3, None, 0, None, None, None, None, None, None, *ZEROS),
    (1, "testing", 5, 3, 20000, 15000, 2, 10000, 30000, 10000, 8700, None, 3, 3, 3, 0, 1, 2),
    (1, "", 5, 3, 20000, 15000, 2, 10000, 30000, 10000, 8700, None, 3, 3, 3, 0, 1, 2),
]
TEXT = """waymark figures 1
2026-09-30
1,,5,3,20000,15000,2,10000,30000,10000,8700,,3,3,3,0,1,2
1,testing,5,3,20000,15000,2,10000,30000,10000,8700,,3,3,3,0,1,2
2,,7,3,,0,,,,,,,0,0,0,0,0,0
"""
rows = st.tuples(
    st.integers(1, 9), st.sampled_from(("", "release", "testing")), *[st.none() | st.integers(0, 3)] * 16
)
organisations = st.lists(rows, unique_by=lambda row: row[:2])


def test_text_and_digest_are_those_of_the_recipe():
    assert canonical_text(DAY, ROWS) == TEXT
    assert digest(DAY, ROWS) == sha256(TEXT.encode()).hexdigest()
    assert {len(row) for row in ROWS} == {len(COLUMNS)}


def test_a_day_without_rows_has_a_digest_of_its_own():
    assert digest(DAY, []) == sha256(b"waymark figures 1\n2026-09-30\n").hexdigest()


@given(organisations, st.randoms())
def test_order_of_rows_plays_no_part(organisation, random):
    shuffled = random.sample(organisation, len(organisation))
    assert digest(DAY, shuffled) == digest(DAY, organisation)


@given(organisations, organisations)
def test_other_rows_have_another_text(one, other):
    same = sorted(one, key=str) == sorted(other, key=str)
    assert (canonical_text(DAY, one) == canonical_text(DAY, other)) == same
