from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maturity.before_submitting import Concern, Said, open_concerns

TODAY = date(2026, 11, 22)
URL = "https://example.org/a"
CLEAR = Said(
    level=2,
    not_applicable=False,
    note="",
    carried=True,
    confirmed=True,
    last_level=2,
    evidence=(),
    last_evidence=(),
    half_life_days=180,
    today=TODAY,
)

days = st.dates(TODAY - timedelta(days=500), TODAY)
links = st.lists(st.tuples(st.sampled_from(["a", "b", "c"]), days), max_size=3).map(tuple)
levels = st.none() | st.integers(0, 4)


@st.composite
def sayings(draw):
    level = draw(levels)
    return Said(
        level=level,
        not_applicable=level is None and draw(st.booleans()),
        note=draw(st.sampled_from(["", "  ", "because"])),
        carried=draw(st.booleans()),
        confirmed=draw(st.booleans()),
        last_level=draw(levels),
        evidence=draw(links),
        last_evidence=draw(links),
        half_life_days=draw(st.integers(1, 400)),
        today=TODAY,
    )


def ago(number, url=URL):
    return (url, TODAY - timedelta(days=number))


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        ({"level": None}, [Concern.UNANSWERED]),
        ({"level": None, "carried": False, "last_level": None}, [Concern.UNANSWERED]),
        ({"level": None, "not_applicable": True}, []),
        ({"level": None, "not_applicable": True, "confirmed": False}, [Concern.UNCONFIRMED]),
        ({"confirmed": False}, [Concern.UNCONFIRMED]),
        ({"confirmed": False, "carried": False}, []),
        ({"last_level": 1}, [Concern.RAISED_WITHOUT_EVIDENCE]),
        ({"last_level": 1, "evidence": (ago(3),)}, []),
        ({"last_level": 1, "evidence": (ago(3),), "last_evidence": (ago(90),)}, []),
        (
            {"last_level": 1, "evidence": (ago(3),), "last_evidence": (ago(3),)},
            [Concern.RAISED_WITHOUT_EVIDENCE],
        ),
        (
            {"last_level": 1, "evidence": (ago(9),), "last_evidence": (ago(3),)},
            [Concern.RAISED_WITHOUT_EVIDENCE],
        ),
        ({"last_level": 0}, [Concern.RAISED_WITHOUT_EVIDENCE, Concern.MOVED_FAR]),
        ({"last_level": 4, "note": "lost"}, [Concern.MOVED_FAR]),
        ({"last_level": 3}, [Concern.FELL_WITHOUT_NOTE]),
        ({"last_level": 3, "note": " \n"}, [Concern.FELL_WITHOUT_NOTE]),
        ({"last_level": 3, "note": "lost"}, []),
        ({"level": 3, "last_level": 3}, [Concern.NO_CURRENT_EVIDENCE]),
        ({"level": 3, "last_level": 3, "evidence": (ago(180),)}, []),
        ({"level": 3, "last_level": 3, "evidence": (ago(181),)}, [Concern.NO_CURRENT_EVIDENCE]),
        ({"level": 3, "last_level": 3, "evidence": (ago(400), ago(2, "b"))}, []),
        ({"level": 3, "carried": False, "last_level": None}, [Concern.NO_CURRENT_EVIDENCE]),
        ({"level": 0, "carried": False, "last_level": None}, []),
        ({"level": 0, "last_level": 0}, []),
    ],
)
def test_each_concern_is_open_exactly_where_its_definition_says(changes, found):
    assert list(open_concerns(replace(CLEAR, **changes))) == found


@given(sayings())
def test_concerns_come_once_and_in_one_order(said):
    found = open_concerns(said)
    assert list(found) == [concern for concern in Concern if concern in found]


@given(sayings())
def test_nothing_is_asked_of_a_practice_that_is_unanswered_or_does_not_apply_but_that(said):
    found = set(open_concerns(said))
    if said.not_applicable:
        assert found <= {Concern.UNCONFIRMED}
    assert (Concern.UNANSWERED in found) == (said.level is None and not said.not_applicable)
    assert Concern.UNANSWERED not in found or len(found) == 1


@given(sayings())
def test_without_a_last_time_nothing_has_moved(said):
    found = open_concerns(replace(said, last_level=None))
    moved = {Concern.RAISED_WITHOUT_EVIDENCE, Concern.MOVED_FAR, Concern.FELL_WITHOUT_NOTE}
    assert moved.isdisjoint(found)


@given(sayings())
def test_what_rises_never_fell_and_the_note_never_matters_to_it(said):
    found = open_concerns(said)
    assert not {Concern.RAISED_WITHOUT_EVIDENCE, Concern.FELL_WITHOUT_NOTE} <= set(found)
    if said.moved > 0:
        assert open_concerns(replace(said, note="")) == found


@given(sayings())
def test_a_link_of_today_and_a_note_leave_only_what_they_cannot_answer(said):
    helped = replace(said, evidence=(*said.evidence, ("new", said.today)), note="Why.")
    left = {Concern.UNANSWERED, Concern.UNCONFIRMED, Concern.MOVED_FAR}
    assert set(open_concerns(helped)) == set(open_concerns(said)) & left


@given(sayings(), st.randoms())
def test_the_order_of_evidence_plays_no_part(said, random):
    shuffled = replace(
        said,
        evidence=tuple(random.sample(said.evidence, len(said.evidence))),
        last_evidence=tuple(random.sample(said.last_evidence, len(said.last_evidence))),
    )
    assert open_concerns(shuffled) == open_concerns(said)


def test_every_concern_has_its_words():
    assert all(concern.words and concern.meaning.endswith(".") and concern.hint for concern in Concern)
    assert len({concern.words for concern in Concern}) == len(Concern)
