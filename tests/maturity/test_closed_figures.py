"""What a closed cycle showed stays: frozen once its day is over, by the database, with a digest that can be checked."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from common import triggers
from common.decisions import Refused
from maturity import tasks
from maturity.frozen import FROZEN_FIGURES
from maturity.models import ClosedFigures, Cycle, Snapshot
from maturity.queries.closed_figures import cycles_to_freeze, figures_of, verified
from maturity.queries.moments import moments
from maturity.queries.snapshot_days import outdated_days
from maturity.services.closed_figures import freeze_closed, freeze_figures
from maturity.services.cycles import advance_cycles, close_cycle
from maturity.services.snapshots import take_outdated, take_snapshot
from teams.models import Event, User
from tests import build
from tests.maturity.snapshot_rows import all_rows
from tests.maturity.standings import submit

pytestmark = pytest.mark.django_db

DAY = date(2026, 12, 28)  # the last of the cycle that build makes
AFTER = datetime(2026, 12, 29, 0, 10, tzinfo=UTC)  # the first moment at which it is settled


@pytest.fixture
def team():
    return build.team("Ledger")


@pytest.fixture
def cycle(db):
    return build.cycle(build.version())


@pytest.fixture
def closed(cycle, team):
    """Ledger submitted, and the day is over."""
    submit(cycle, team, date(2026, 11, 10), {"testing-1": 3, "security-1": 1})
    list(advance_cycles(by=None, now=AFTER))
    cycle.refresh_from_db()
    return cycle


def freeze(now: datetime = AFTER) -> list[ClosedFigures]:
    return list(freeze_closed(by=None, now=now))


def test_figures_are_frozen_with_their_number_and_digest(closed):
    (frozen,) = freeze()
    assert (frozen.cycle, frozen.day, frozen.recorded_at) == (closed, DAY, AFTER)
    assert (frozen.rows, frozen.digest) == (3, figures_of(DAY).digest)
    event = Event.objects.latest("pk")
    assert (event.verb, event.subject) == ("froze the figures of", "2026 Q4")
    assert event.detail == {"day": "2026-12-28", "rows": 3, "digest": frozen.digest}


def test_freezing_takes_the_day_first(closed):
    assert not Snapshot.objects.exists()
    freeze()
    assert set(Snapshot.objects.values_list("day", flat=True)) == {DAY}


def test_freezing_twice_is_freezing_once(closed):
    freeze()
    assert freeze(AFTER + timedelta(days=1)) == []
    assert freeze_figures(cycle=closed, day=DAY, by=None, now=AFTER) is None
    assert Event.objects.filter(verb="froze the figures of").count() == 1


def test_a_day_settles_before_it_is_frozen(closed):
    assert freeze(AFTER - timedelta(minutes=1)) == []
    assert len(freeze()) == 1


def test_an_open_cycle_is_not_frozen_however_late_it_is(cycle):
    assert cycles_to_freeze(DAY + timedelta(days=5)) == []


def test_what_stands_for_a_cycle_closed_by_hand_is_the_day_on_which_it_was_closed(cycle, team):
    submit(cycle, team, date(2026, 11, 10), {"testing-1": 3})
    close_cycle(cycle=cycle, by=None, now=datetime(2026, 12, 3, 23, 30, tzinfo=UTC))
    take_snapshot(day=DAY, by=None, now=AFTER)
    (frozen,) = freeze()
    assert frozen.day == date(2026, 12, 3)
    (moment,) = moments(AFTER.date())
    assert (moment.as_of, moment.day) == (frozen.day, frozen.day)
    assert moments(date(2026, 12, 2))[0].as_of == date(2026, 12, 2)


def test_what_stands_for_a_cycle_is_a_day_of_the_organisation(cycle, settings):
    settings.TIME_ZONE = "Pacific/Auckland"
    close_cycle(cycle=cycle, by=None, now=datetime(2026, 12, 3, 23, 30, tzinfo=UTC))
    assert moments(AFTER.date())[0].as_of == date(2026, 12, 4)
    assert [day for _, day in cycles_to_freeze(date(2026, 12, 5))] == [date(2026, 12, 4)]


def test_a_closing_after_the_last_day_does_not_move_it(cycle):
    list(advance_cycles(by=None, now=AFTER + timedelta(days=90)))
    assert moments(AFTER.date() + timedelta(days=100))[0].as_of == DAY


def test_taking_a_frozen_day_writes_nothing_and_says_so(closed, team):
    freeze()
    late = build.submission(closed, team, {"testing-1": 0}, now=datetime(2026, 12, 28, 23, tzinfo=UTC))
    before = all_rows()
    assert late.day == DAY
    assert take_snapshot(day=DAY, by=None, now=AFTER).left_alone == "frozen with 2026 Q4"
    assert all_rows() == before
    assert DAY not in outdated_days(DAY, today=AFTER.date())


def test_a_correction_counts_from_its_own_day_and_moves_nothing_that_is_frozen(closed, team):
    list(take_outdated(until=DAY, by=None, now=AFTER))
    (frozen,) = freeze()
    before = figures_of(DAY)
    submit(closed, team, date(2027, 1, 7), {"testing-1": 0, "security-1": 0})
    now = datetime(2027, 1, 8, 12, tzinfo=UTC)
    taken = [each.day for each in take_outdated(until=now.date(), by=None, now=now)]
    assert taken == [date(2026, 12, 29) + timedelta(days=n) for n in range(11)]
    assert figures_of(DAY) == before
    assert before.digest == frozen.digest
    scores = Snapshot.objects.filter(dimension_key="").order_by("day").values_list("score", flat=True)
    assert [*scores][-3:] == [20000, 0, 0]


def test_a_day_that_stands_for_two_cycles_is_frozen_with_both(cycle, closed):
    other = build.cycle(cycle.version, quarter="2027-q1", state=Cycle.State.CLOSED)
    Cycle.objects.filter(pk=other.pk).update(closed_at=datetime(2026, 12, 28, 12, tzinfo=UTC))
    one, two = freeze()
    assert (one.day, one.digest) == (two.day, two.digest)
    assert [each.matches for each in verified()] == [True, True]


def test_only_an_administrator_freezes_by_hand(closed):
    for role in (User.Role.MEMBER, User.Role.LEADERSHIP):
        with pytest.raises(Refused):
            freeze_figures(cycle=closed, day=DAY, by=build.user(role=role), now=AFTER)
    assert freeze_figures(cycle=closed, day=DAY, by=build.user(role=User.Role.ADMINISTRATOR), now=AFTER)


# The database


def refused(action, words: str) -> None:
    with pytest.raises(DatabaseError, match=words), transaction.atomic():
        action()


def test_rows_of_a_frozen_day_cannot_be_changed_deleted_or_added(closed):
    take_snapshot(day=DAY - timedelta(days=1), by=None, now=AFTER)
    freeze()
    rows, others = Snapshot.objects.filter(day=DAY), Snapshot.objects.filter(day=DAY - timedelta(days=1))
    words = "the figures of this day are frozen"
    refused(lambda: rows.update(score=1), words)
    refused(lambda: rows.update(day=date(2026, 12, 1)), words)
    refused(lambda: rows._raw_delete(rows.db), words)
    refused(lambda: others.update(day=DAY, dimension_key="smuggled"), words)
    row = rows[0]
    row.pk, row.dimension_key = None, "new"
    refused(row.save, words)
    assert others.update(score=1) == 3


def test_the_record_of_frozen_figures_cannot_be_changed_or_deleted(closed):
    freeze()
    rows = ClosedFigures.objects.all()
    refused(lambda: rows.update(digest="0" * 64), "the figures of a closed cycle are frozen")
    refused(lambda: rows._raw_delete(rows.db), "the figures of a closed cycle are frozen")


def test_figures_of_an_open_cycle_cannot_be_frozen(cycle):
    made = {"day": DAY, "rows": 0, "digest": "0" * 64, "recorded_at": AFTER}
    refused(
        lambda: ClosedFigures.objects.create(cycle=cycle, **made), "only what a closed cycle showed is frozen"
    )


# The command, and the task


def run() -> str:
    out = StringIO()
    call_command("verify_figures", stdout=out)
    return out.getvalue()


def test_command_says_that_frozen_figures_match(closed):
    assert run() == "No cycle's figures are frozen yet.\n"
    (frozen,) = freeze()
    assert run() == f"2026 Q4, 2026-12-28: matches (3 rows, {frozen.digest})\n"


def test_command_finds_what_was_changed_past_the_database(closed):
    (frozen,) = freeze()
    triggers.remove(connection, FROZEN_FIGURES)
    Snapshot.objects.filter(dimension_key="testing").update(score=40000)
    triggers.install(connection, FROZEN_FIGURES)
    with pytest.raises(CommandError, match="1 of 1 cycles do not show") as failure:
        run()
    assert failure.value.returncode == 1
    (found,) = verified()
    assert (found.recorded.digest, found.found.rows, found.matches) == (frozen.digest, 3, False)


def test_task_freezes_after_it_took_what_was_missing(team):
    past = build.cycle(build.version(), quarter="2020-q1", state=Cycle.State.CLOSED)
    submit(past, team, date(2020, 2, 10), {"testing-1": 3})
    tasks.take_snapshots.run()
    frozen = ClosedFigures.objects.get()
    assert (frozen.day, frozen.rows) == (date(2020, 3, 28), 3)
    tasks.take_snapshots.run()
    assert Event.objects.filter(verb="froze the figures of").count() == 1
