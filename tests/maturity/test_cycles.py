from datetime import date

import pytest
from django.core.management import call_command
from django.utils import timezone

from common.decisions import DomainError, Refused
from maturity.models import Cycle
from maturity.quarters import Quarter
from maturity.services.cycles import open_cycle
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
