"""Opening the rounds of self-assessments."""

from datetime import date, datetime

from django.utils import timezone

from common.decisions import DomainError
from common.services import service
from maturity.models import Cycle, ModelVersion
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
    cycle = Cycle.objects.filter(slug=_parsed(quarter).slug).first()
    if cycle is None:
        cycle = _new(_parsed(quarter), _published(version), now, due, closes)
    elif cycle.state == Cycle.State.OPEN:
        return cycle
    elif cycle.state == Cycle.State.CLOSED:
        raise DomainError(f"{cycle.name} is closed and does not open again.")
    cycle.state = Cycle.State.OPEN
    cycle.save()
    activity.record(by=by, now=now, verb="opened", subject=cycle, detail={"due": cycle.due.isoformat()})
    return cycle


def _parsed(quarter: str) -> Quarter:
    try:
        return Quarter.parse(quarter)
    except ValueError as error:
        raise DomainError(f"{error}.") from error


def _published(version: ModelVersion | None) -> ModelVersion:
    version = version or newest_published()
    if version is None:
        raise DomainError(
            "No model version is published. Load one first: manage.py load_model FILE --publish"
        )
    if version.state != ModelVersion.State.PUBLISHED:
        raise DomainError(f"{version} is not published; a cycle asks a published version.")
    return version


def _new(
    quarter: Quarter, version: ModelVersion, now: datetime, due: date | None, closes: date | None
) -> Cycle:
    due = due or quarter.due_day(timezone.localdate(now, timezone.get_default_timezone()))
    closes = closes or max(quarter.last_day, due)
    if not quarter.first_day <= due <= closes:
        raise DomainError(f"{quarter.name} is due on or after {quarter.first_day} and not after it closes.")
    return Cycle(
        slug=quarter.slug,
        name=quarter.name,
        version=version,
        opens=quarter.first_day,
        due=due,
        closes=closes,
    )
