"""What a vote shows, and what no arithmetic over several votes can tell."""

from itertools import chain, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maturity.voting import FEWEST, Tally, in_words, keeps_voters_together, newest_tally, would_show

HIGHEST = 4
LEVELS = st.none() | st.integers(0, HIGHEST)
BALLOTS = st.dictionaries(st.integers(1, 9), LEVELS, min_size=1, max_size=9)
ROUNDS = st.lists(BALLOTS, min_size=1, max_size=4)


def voted(*levels):
    return newest_tally([dict(enumerate(levels))], HIGHEST)


@given(ballots=BALLOTS)
def test_three_voters_are_counted_and_fewer_are_not(ballots):
    tally = newest_tally([ballots], HIGHEST)
    assert tally.voters == len(ballots)
    assert tally.is_shown == (len(ballots) >= FEWEST)
    if tally.is_shown:
        assert sum(tally.levels) + tally.unknown == tally.voters
        assert tally.given == sorted(level for level in ballots.values() if level is not None)
    else:
        assert (tally.levels, tally.unknown, tally.to_json()) == ((), 0, {"voters": len(ballots)})


@given(ballots=st.dictionaries(st.integers(1, 9), LEVELS, min_size=1, max_size=2), other=st.data())
def test_under_three_voters_nothing_depends_on_what_they_said(ballots, other):
    elsewhere = {voter: other.draw(LEVELS) for voter in ballots}
    assert newest_tally([ballots], HIGHEST) == newest_tally([elsewhere], HIGHEST)


@given(ballots=BALLOTS, level=LEVELS)
def test_spread_median_and_dissent(ballots, level):
    tally = newest_tally([ballots], HIGHEST)
    given_levels = tally.given
    assert (tally.spread is None) == (len(given_levels) < 2)
    assert tally.spread is None or 0 <= tally.spread <= HIGHEST
    assert (tally.median is None) == (not given_levels)
    if tally.median is not None:
        assert given_levels[0] * 10_000 <= tally.median <= given_levels[-1] * 10_000
    if level is None or not tally.is_shown:
        assert tally.dissent(level) is None
    else:
        assert tally.dissent(level) == sum(each != level for each in given_levels)


@pytest.mark.parametrize(
    ("levels", "spread", "median", "words"),
    [
        ((2, 2, 2), 0, 20_000, "3 voters, spread 0, none of 3 saw another level"),
        ((1, 2, 3, 2, 2), 2, 20_000, "5 voters, spread 2, 2 of 5 saw another level"),
        ((1, 2, 2, 3), 2, 20_000, "4 voters, spread 2, 2 of 4 saw another level"),
        ((0, 1, 2, 3), 3, 15_000, "4 voters, spread 3, 3 of 4 saw another level"),
        ((2, None, None), None, 20_000, "3 voters, 2 did not know, none of 3 saw another level"),
        ((None, None, None), None, None, "3 voters, 3 did not know, none of 3 saw another level"),
    ],
)
def test_what_votes_show(levels, spread, median, words):
    tally = voted(*levels)
    assert (tally.spread, tally.median, in_words(tally, 2)) == (spread, median, words)


def test_without_a_recorded_level_nobody_saw_another():
    assert in_words(voted(1, 2, 3), None) == "3 voters, spread 2"
    assert in_words(voted(1, 2), 2) == "2 voted: too few to show"


@given(rounds=ROUNDS)
def test_a_tally_comes_back_from_json(rounds):
    tally = newest_tally(rounds, HIGHEST)
    assert Tally.from_json(tally.to_json()) == tally


@pytest.mark.parametrize("counts", [(2, (1, 1), 0), (3, (1, 1), 0), (2, (), 1), (3, (4, 0), 0)], ids=str)
def test_a_tally_that_would_tell_too_much_or_does_not_add_up_cannot_be_made(counts):
    with pytest.raises(ValueError, match="tally"):
        Tally(*counts)


def test_a_vote_in_which_nobody_voted_leaves_the_one_before():
    assert newest_tally([dict.fromkeys("ABC", 1), {}], HIGHEST) == voted(1, 1, 1)
    assert newest_tally([{}, {}], HIGHEST) is None
    assert not would_show([], set())
    assert not would_show([{1, 2, 3}], set())


# A vote again


@pytest.mark.parametrize(
    ("first", "second", "is_shown"),
    [
        ("ABC", "ABC", True),
        ("AB", "ABC", True),  # nothing was shown of the first
        ("ABC", "ABCD", False),  # the difference is D's level
        ("ABCD", "ABC", False),
        ("ABC", "ABD", False),
        ("ABC", "ABCDE", False),
        ("ABC", "ABCDEF", True),
        ("ABC", "DEF", True),
        ("ABCDEF", "ABC", True),
        ("ABCDE", "ABC", False),
    ],
)
def test_a_vote_again_is_shown_unless_the_difference_would_tell_of_one_or_two(first, second, is_shown):
    rounds = [dict.fromkeys(map(ord, voters), 2) for voters in (first, second)]
    tally = newest_tally(rounds, HIGHEST)
    assert (tally.voters, tally.is_shown) == (len(second), is_shown)
    if not is_shown:
        assert in_words(tally, 2) == f"{len(second)} voted: too close to the vote before to show"


def test_three_votes_cannot_be_added_up_to_one_voter():
    """A, B, C and D, E, F are each shown; all of them with G would leave G alone."""
    rounds = [dict.fromkeys(map(ord, voters), 2) for voters in ("ABC", "DEF", "ABCDEFG")]
    assert not newest_tally(rounds, HIGHEST).is_shown
    assert newest_tally(rounds[:2], HIGHEST).is_shown


@given(sets=st.lists(st.frozensets(st.integers(1, 8), min_size=1), min_size=1, max_size=3))
def test_no_sum_or_difference_of_shown_votes_is_about_fewer_than_three(sets):
    if not keeps_voters_together(sets):
        return
    for signs in product((-1, 0, 1), repeat=len(sets)):
        weight = {
            voter: sum(sign for sign, voters in zip(signs, sets, strict=True) if voter in voters)
            for voter in chain.from_iterable(sets)
        }
        told = [voter for voter, value in weight.items() if value]
        assert not told or len(told) >= FEWEST


@given(rounds=ROUNDS)
def test_what_was_shown_before_is_what_decides(rounds):
    """Taken one after the other, the votes that are shown keep their voters together."""
    shown = [
        ballots.keys()
        for number, ballots in enumerate(rounds, start=1)
        if newest_tally(rounds[:number], HIGHEST).is_shown
    ]
    assert not shown or keeps_voters_together(shown)
