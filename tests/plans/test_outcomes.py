"""When a meeting counts as one whose outcome was never written."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.models import Item
from plans.outcomes import MEETING, NEVER_HELD, is_outcome_missing

TODAY = date(2026, 9, 16)
YESTERDAY = TODAY - timedelta(days=1)


@pytest.mark.parametrize("state", ["open", "doing", "blocked", "done"])
def test_a_past_meeting_without_words_lacks_its_outcome_whatever_its_state(state):
    assert is_outcome_missing("meeting", state, YESTERDAY, "", TODAY)
    assert is_outcome_missing("meeting", state, YESTERDAY, " \n", TODAY)
    assert not is_outcome_missing("meeting", state, YESTERDAY, "We agreed.", TODAY)


def test_a_meeting_of_today_may_still_write_it():
    assert not is_outcome_missing("meeting", "done", TODAY, "", TODAY)
    assert not is_outcome_missing("meeting", "open", None, "", TODAY)


@given(
    kind=st.sampled_from(Item.Kind.values),
    state=st.sampled_from(Item.State.values),
    days=st.integers(-400, 400),
    words=st.text(max_size=5),
)
def test_only_held_meetings_of_the_past_without_words_lack_it(kind, state, days, words):
    missing = is_outcome_missing(kind, state, TODAY + timedelta(days=days), words, TODAY)
    assert missing == (kind == MEETING and state not in NEVER_HELD and days < 0 and not words.strip())


def test_the_words_are_those_of_the_model():
    assert MEETING in Item.Kind.values
    assert set(Item.State.values) > NEVER_HELD
