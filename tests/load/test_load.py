"""The load test in short: it runs, nothing fails, and all that was acknowledged is there."""

import pytest

from tests.load.running import on_postgresql, on_sqlite

pytestmark = [pytest.mark.journey, pytest.mark.alone]


@pytest.mark.parametrize("run", [on_sqlite, on_postgresql])
def test_people_read_and_write_at_once_and_nothing_is_lost(run):
    load = run(readers=20, writers=5, seconds=5)
    assert load.errors == []
    assert load.lost == []
    assert load.total["failures"] == 0
    assert load.writes > 0, "somebody wrote"
    assert load.total["count"] >= 25, "everybody came"
