"""Opening and closing the rounds of self-assessments, by hand and by their days."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from common.days import organisation_day
from common.decisions import DomainError
from common.services import service
from maturity.models import Cycle, ModelVersion, Vote
from maturity.policies import may_open_cycle
from maturity.quarters import Quarter
from maturity.queries.versions import newest_published
from teams.models import User
from teams.services import activity


@service
def open_cycle(
    *,
    quarter: str,
    by: User | None,
    now: datetime,
    version: ModelVersion | None = None,
    due: date | None = None,
    closes: date | None = None,
) -> Cycle:
    """The open cycle of `quarter` ("2026-q4"), made or opened where needed.

    Without more said it asks the newest published version, is due as `Quarter.due_day` says, and takes answers
    until the quarter's last day. A cycle that is open already stays as it is. DomainError where it is closed,
    where no version is published, or where the days are out of order.
    """
    may_open_cycle(by).require()
    cycle = Cycle.objects.filter(slug=parsed_quarter(quarter).slug).first()
    if cycle is None:
        cycle = new_cycle(parsed_quarter(quarter), _published(version), now, due, closes)
    if cycle.state == Cycle.State.CLOSED:
        raise DomainError(f"{cycle.name} is closed and does not open again.")
    _open(cycle, by, now)
    return cycle


@service
def close_cycle(*, cycle: Cycle, by: User | None, now: datetime) -> Cycle:
    """End an open cycle for good, whatever day it is. One that is closed already stays as it is."""
    may_open_cycle(by).require()
    if cycle.state == Cycle.State.PLANNED:
        raise DomainError(f"{cycle.name} is not open yet. Change its days, or remove it.")
    _close(cycle, by, now)
    return cycle


@service
def advance_cycle(*, cycle: Cycle, by: User | None, now: datetime) -> list[str]:
    """Open a planned cycle whose day has come, and close an open one whose last day is over: the verbs of what it did.

    Days off are caught up on: a round that came and went meanwhile is opened and closed.
    """
    may_open_cycle(by).require()
    today, done = organisation_day(now), []
    if cycle.state == Cycle.State.PLANNED and _open(cycle, by, now, opens__lte=today):
        done.append("opened")
    if cycle.state == Cycle.State.OPEN and _close(cycle, by, now, closes__lt=today):
        done.append("closed")
    return done


def advance_cycles(*, by: User | None, now: datetime) -> Iterator[tuple[Cycle, str]]:
    """Bring every cycle to the state of today, each in a transaction of its own; what was done, as it is done.

    Killed half way, it goes on from the rows the next time; of several at once, each change is made by one.
    """
    for cycle in Cycle.objects.exclude(state=Cycle.State.CLOSED).order_by("opens", "pk"):
        yield from ((cycle, verb) for verb in advance_cycle(cycle=cycle, by=by, now=now))


def parsed_quarter(quarter: str) -> Quarter:
    """DomainError for what is no quarter."""
    try:
        return Quarter.parse(quarter)
    except ValueError as error:
        raise DomainError(f"{error}.") from error


def new_cycle(
    quarter: Quarter,
    version: ModelVersion,
    now: datetime,
    due: date | None = None,
    closes: date | None = None,
) -> Cycle:
    """The planned cycle of `quarter`; that which somebody else made in the same moment, where there is one."""
    due = due or quarter.due_day(organisation_day(now))
    closes = closes or max(quarter.last_day, due)
    if not quarter.first_day <= due <= closes:
        raise DomainError(f"{quarter.name} is due on or after {quarter.first_day} and not after it closes.")
    days = {"opens": quarter.first_day, "due": due, "closes": closes}
    return Cycle.objects.get_or_create(
        slug=quarter.slug, defaults={"name": quarter.name, "version": version, **days}
    )[0]


def _published(version: ModelVersion | None) -> ModelVersion:
    version = version or newest_published()
    if version is None:
        raise DomainError(
            "No model version is published. Load one first: manage.py load_model FILE --publish"
        )
    if version.state != ModelVersion.State.PUBLISHED:
        raise DomainError(f"{version} is not published; a cycle asks a published version.")
    return version


def _open(cycle: Cycle, by: User | None, now: datetime, **condition: date) -> bool:
    """Whether this was the one who opened it. One that opens before its day says so by the day."""
    columns = {"state": Cycle.State.OPEN, "opens": min(cycle.opens, organisation_day(now))}
    if not _claimed(cycle, {"state": Cycle.State.PLANNED, **condition}, columns):
        return False
    activity.record(by=by, now=now, verb="opened", subject=cycle, detail={"due": cycle.due.isoformat()})
    return True


def _close(cycle: Cycle, by: User | None, now: datetime, **condition: date) -> bool:
    columns = {"state": Cycle.State.CLOSED, "closed_at": now}
    if not _claimed(cycle, {"state": Cycle.State.OPEN, **condition}, columns):
        return False
    detail = {"closes": cycle.closes.isoformat(), "withdrawn votes": _withdraw_votes(cycle, now)}
    activity.record(by=by, now=now, verb="closed", subject=cycle, detail=detail)
    return True


def _withdraw_votes(cycle: Cycle, now: datetime) -> int:
    """Nobody could reveal them any more: they end unread. How many there were."""
    running = Vote.objects.filter(assessment__cycle=cycle, revealed_at=None, withdrawn_at=None)
    return running.update(withdrawn_at=now)


def _claimed(cycle: Cycle, condition: Mapping[str, object], columns: Mapping[str, object]) -> bool:
    """Change the row while the condition holds: of several at once, one is told that it did.

    Whoever asked has the cycle as it now stands.
    """
    claimed = Cycle.objects.filter(pk=cycle.pk, **condition).update(**columns)
    if claimed:
        for name, value in columns.items():
            setattr(cycle, name, value)
    else:
        cycle.refresh_from_db(fields=("state", "opens", "due", "closes", "closed_at"))
    return bool(claimed)
