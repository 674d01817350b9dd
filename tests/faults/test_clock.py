"""The clock jumps a day ahead and back while beat and worker run: nothing stands still, and nothing is done twice."""

from collections import Counter
from contextlib import ExitStack

import pytest

from tests.faults.work import MAILS
from tests.running import until

pytestmark = pytest.mark.journey

DAY = 86_400
RUNS = "Task maturity.take_snapshots"


def test_a_day_ahead_and_back_is_survived(new_place, redis, straight):
    picture, measures = straight
    place = new_place(redis=redis.address)
    with ExitStack() as running:
        running.enter_context(place.worker())
        running.enter_context(place.beat(every=1))
        until(lambda: place.measures() == measures, "all is done")
        before = newest(place)
        place.ahead(DAY)
        until(lambda: newest(place) > before, "the day that the clock shows is taken")
        place.ahead(-DAY)
        seen = runs(place)
        until(lambda: runs(place) > seen + 2, "the beat goes on, and the worker too")
    after = place.picture()
    assert of_days(after, before) == of_days(picture, before), "the days until then are as they were"
    assert Counter(day for day, *_ in after["snapshots"] if day > before).keys() == {newest(place)}
    assert all(times == 1 for verb, *_, times in after["events"] if verb in {"took", "closed", "opened"})
    received = place.received()
    assert set(received.values()) == {1}
    kinds = Counter((name, topic, subject) for name, topic, subject, _ in after["mail"])
    assert len(received) == len(after["mail"]) >= MAILS
    assert set(kinds.values()) == {1}, "nobody is told the same twice"


def newest(place) -> str:
    return str(place.ask("SELECT MAX(day) FROM maturity_snapshot")[0][0])


def runs(place) -> int:
    return place.said().count(RUNS)


def of_days(picture, until_day) -> list:
    return [row for row in picture["snapshots"] if row[0] <= until_day]
