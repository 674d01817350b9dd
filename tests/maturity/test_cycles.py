from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from common.decisions import DomainError, Refused
from maturity.models import Cycle, Vote
from maturity.quarters import Quarter
from maturity.services.cycles import advance_cycle, advance_cycles, close_cycle, open_cycle
from teams.models import Event
from tests import build

pytestmark = pytest.mark.django_db


def opened(**changes):
    return open_cycle(**{"quarter": "2026-q4", "by": None, "now": build.NOW} | changes)


def test_a_cycle_asks_the_newest_published_version_and_has_its_quarters_days():
    build.version()
    newest = build.version()
    build.version(published=False)
    cycle = opened()
    assert (cycle.slug, cycle.name, cycle.state) == ("2026-q4", "2026 Q4", "open")
    assert cycle.version == newest
    assert (cycle.opens, cycle.due, cycle.closes) == (
        date(2026, 10, 1),
        date(2026, 11, 30),
        date(2026, 12, 31),
    )


def test_opening_twice_is_opening_once():
    build.version()
    first = opened()
    again = opened(due=date(2026, 12, 15), now=build.NOW.replace(hour=11))
    assert (again.pk, again.due) == (first.pk, first.due)
    assert Cycle.objects.count() == Event.objects.count() == 1


def test_a_planned_cycle_opens_as_it_was_planned():
    planned = build.cycle(build.version(), state=Cycle.State.PLANNED)
    cycle = opened()
    assert (cycle.pk, cycle.state, cycle.due) == (planned.pk, "open", planned.due)


def test_a_closed_cycle_does_not_open_again():
    build.cycle(build.version(), state=Cycle.State.CLOSED)
    with pytest.raises(DomainError, match="closed"):
        opened()


def test_a_version_can_be_named_and_must_be_published():
    named = build.version()
    build.version()
    assert opened(version=named).version == named
    with pytest.raises(DomainError, match="not published"):
        opened(quarter="2027-q1", version=build.version(published=False))


def test_without_a_published_version_the_error_says_what_to_do():
    with pytest.raises(DomainError, match="load_model FILE --publish"):
        opened()


@pytest.mark.parametrize(
    "days",
    [
        {"due": date(2026, 9, 30)},
        {"due": date(2026, 12, 20), "closes": date(2026, 12, 10)},
    ],
)
def test_days_out_of_order_are_refused(days):
    build.version()
    with pytest.raises(DomainError, match="is due on or after"):
        opened(**days)


def test_what_is_no_quarter_is_refused():
    with pytest.raises(DomainError, match="write it like 2026-q4"):
        opened(quarter="autumn")


def test_only_an_administrator_opens_a_cycle():
    build.version()
    with pytest.raises(Refused):
        opened(by=build.user(role="leadership"))
    assert opened(by=build.user(role="administrator")).state == "open"


def test_the_command_opens_the_current_quarter(capsys):
    build.version()
    call_command("open_cycle")
    quarter = Quarter.of(timezone.localdate())
    assert Cycle.objects.get().slug == quarter.slug
    assert capsys.readouterr().out.startswith(f"{quarter.name} is open: due ")


def test_the_command_takes_a_quarter_and_a_due_day(capsys):
    build.version()
    for _ in range(2):
        call_command("open_cycle", "--quarter", "2026-q3", "--due", "2026-09-15")
    assert Cycle.objects.get().due == date(2026, 9, 15)
    assert capsys.readouterr().out.splitlines()[1] == (
        "2026 Q3 is open: due 2026-09-15, takes answers until 2026-09-30."
    )


def test_the_command_says_in_one_line_what_is_wrong(capsys):
    with pytest.raises(SystemExit) as left:
        call_command("open_cycle", "--quarter", "2026-q7")
    assert left.value.code == 2
    assert capsys.readouterr().err == '"2026-q7" is no quarter; write it like 2026-q4.\n'


def closed(cycle, **changes):
    return close_cycle(**{"cycle": cycle, "by": None, "now": build.NOW} | changes)


def advanced(now=build.NOW):
    return [(cycle.slug, verb) for cycle, verb in advance_cycles(by=None, now=now)]


def test_closing_is_for_good_and_twice_is_once():
    cycle = build.cycle(build.version())
    closed(cycle)
    closed(Cycle.objects.get(), now=build.NOW + timedelta(hours=1))
    assert Cycle.objects.values_list("state", "closed_at").get() == ("closed", build.NOW)
    assert list(Event.objects.values_list("verb", "detail")) == [
        ("closed", {"closes": "2026-12-28", "withdrawn votes": 0})
    ]


def test_votes_that_nobody_revealed_end_unread_with_their_cycle():
    cycle = build.cycle(build.version())
    team = build.team()
    assessment = build.assessment(cycle, team)
    first, second = assessment.answers.order_by("pk")[:2]
    shown = Vote.objects.create(
        assessment=assessment, practice=first.practice, opened_at=build.NOW, revealed_at=build.NOW
    )
    running = Vote.objects.create(assessment=assessment, practice=second.practice, opened_at=build.NOW)
    closed(cycle, now=build.NOW + timedelta(hours=1))
    assert [*Vote.objects.filter(withdrawn_at__isnull=False)] == [running]
    shown.refresh_from_db()
    assert shown.revealed_at == build.NOW
    assert Event.objects.get().detail["withdrawn votes"] == 1


def test_a_planned_cycle_is_not_closed():
    cycle = build.cycle(build.version(), state=Cycle.State.PLANNED)
    with pytest.raises(DomainError, match="is not open yet"):
        closed(cycle)


@pytest.mark.parametrize("act", [closed, lambda cycle, by: opened(quarter=cycle.slug, by=by)])
def test_leadership_neither_opens_nor_closes(act):
    cycle = build.cycle(build.version())
    with pytest.raises(Refused):
        act(cycle, by=build.user(role="leadership"))


def test_cycles_open_on_their_first_day_and_close_after_their_last():
    build.cycle(build.version(), state=Cycle.State.PLANNED)  # 1 October to 28 December
    seen = {}
    for day in (
        date(2026, 9, 30),
        date(2026, 10, 1),
        date(2026, 12, 28),
        date(2026, 12, 29),
        date(2027, 1, 5),
    ):
        seen[day.isoformat()] = [
            verb for _, verb in advanced(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
        ]
    assert seen == {
        "2026-09-30": [],
        "2026-10-01": ["opened"],
        "2026-12-28": [],
        "2026-12-29": ["closed"],
        "2027-01-05": [],
    }


def test_days_begin_at_midnight_where_the_organisation_is(settings):
    settings.TIME_ZONE = "Pacific/Auckland"
    build.cycle(build.version(), state=Cycle.State.PLANNED)
    assert advanced(datetime(2026, 9, 30, 10, 59, tzinfo=UTC)) == []
    assert advanced(datetime(2026, 9, 30, 11, 1, tzinfo=UTC)) == [("2026-q4", "opened")]


def test_after_days_off_what_was_missed_is_caught_up_on_and_logged_once():
    version = build.version()
    build.cycle(version, quarter="2026-q1", state=Cycle.State.PLANNED)
    build.cycle(version, quarter="2026-q2")
    build.cycle(version, quarter="2026-q4", state=Cycle.State.PLANNED)
    build.cycle(version, quarter="2027-q1", state=Cycle.State.PLANNED)
    done = [("2026-q1", "opened"), ("2026-q1", "closed"), ("2026-q2", "closed"), ("2026-q4", "opened")]
    assert advanced() == done
    assert advanced() == []
    assert Event.objects.count() == len(done)


def test_whoever_finds_a_cycle_opened_meanwhile_changes_nothing():
    build.cycle(build.version(), state=Cycle.State.PLANNED)
    stale = Cycle.objects.get()
    opened()
    assert advance_cycle(cycle=stale, by=None, now=build.NOW) == []
    assert stale.state == "open"
    assert Event.objects.count() == 1


def test_a_cycle_whose_day_was_moved_meanwhile_stays_planned():
    build.cycle(build.version(), state=Cycle.State.PLANNED)
    stale = Cycle.objects.get()
    Cycle.objects.update(opens=date(2026, 11, 20))
    assert advance_cycle(cycle=stale, by=None, now=build.NOW) == []
    assert Cycle.objects.get().state == "planned"
