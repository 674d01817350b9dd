"""Planning a cycle ahead: its quarter, its days, and the model version that it will ask."""

from dataclasses import asdict
from datetime import datetime

from common.days import organisation_day
from common.decisions import ChangedSince, DomainError
from common.services import service
from maturity.cycle_terms import Terms, problems
from maturity.models import Cycle, ModelVersion
from maturity.policies import may_open_cycle
from maturity.queries.cycle_planning import next_quarter, next_version
from maturity.services.cycles import new_cycle, parsed_quarter
from teams.models import User
from teams.services import activity


class InvalidTerms(DomainError):
    """Days or a version that a cycle cannot have; `problems` has a sentence for each field that is wrong."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems


@service
def plan_next_cycle(*, quarter: str, by: User | None, now: datetime) -> Cycle:
    """The planned cycle of the quarter that follows, with the days that `Quarter` gives it.

    `quarter` is the one that the person was offered: where it has a cycle by now, that one is the answer. DomainError
    where another one follows, or where no version is published.
    """
    may_open_cycle(by).require()
    wanted, following = parsed_quarter(quarter), next_quarter(organisation_day(now))
    if made := Cycle.objects.filter(slug=wanted.slug).first():
        return made
    if wanted != following:
        raise DomainError(f"The next cycle to plan is {following.name}.")
    version = next_version()
    if version is None:
        raise DomainError("No model version is published. Publish one first, then plan the cycle.")
    cycle = new_cycle(wanted, version, now)
    detail = {"opens": cycle.opens.isoformat(), "version": version.number}
    activity.record(by=by, now=now, verb="planned", subject=cycle, detail=detail)
    return cycle


@service
def change_cycle(*, cycle: Cycle, seen: Terms, terms: Terms, by: User | None, now: datetime) -> Cycle:
    """Give a cycle other days, and another version while it is planned. Nothing is written where nothing changes.

    `seen` is what the person had before them: ChangedSince where somebody changed it meanwhile. InvalidTerms where the
    days are out of order or over, DomainError where the cycle is closed.
    """
    may_open_cycle(by).require()
    if cycle.state == Cycle.State.CLOSED:
        raise DomainError(f"{cycle.name} is closed: its days no longer change.")
    is_open = cycle.state == Cycle.State.OPEN
    wrong = problems(seen, terms, organisation_day(now), is_open=is_open)
    if terms.version != seen.version and not _is_published(terms.version):
        wrong["version"] = "Choose a version that is published."
    if wrong:
        raise InvalidTerms(wrong)
    if terms != terms_of(cycle):
        _change(cycle, seen, terms, by, now)
    return cycle


@service
def remove_planned_cycle(*, cycle: Cycle, by: User | None, now: datetime) -> None:
    """Take away a cycle that never opened. One that is gone already stays gone; DomainError where it has begun."""
    may_open_cycle(by).require()
    locked = Cycle.objects.select_for_update().filter(pk=cycle.pk).first()
    if locked is None:
        return
    if locked.state != Cycle.State.PLANNED:
        raise DomainError(f"{locked.name} has begun, so it stays.")
    activity.record(
        by=by, now=now, verb="removed", subject=locked, detail={"opens": locked.opens.isoformat()}
    )
    locked.delete()


def terms_of(cycle: Cycle) -> Terms:
    return Terms(opens=cycle.opens, due=cycle.due, closes=cycle.closes, version=cycle.version_id)


def _is_published(version: int) -> bool:
    return ModelVersion.objects.filter(pk=version, state=ModelVersion.State.PUBLISHED).exists()


def _change(cycle: Cycle, seen: Terms, terms: Terms, by: User | None, now: datetime) -> None:
    """One conditional statement, so that the second of two editors is told on every database."""
    rows = Cycle.objects.filter(pk=cycle.pk, state=cycle.state, **_columns(seen))
    if not rows.update(**_columns(terms)):
        raise ChangedSince(
            f"Somebody else changed {cycle.name} after you opened it. Nothing was overwritten."
        )
    cycle.refresh_from_db()
    activity.record(by=by, now=now, verb="changed", subject=cycle, detail=_differences(seen, terms))


def _columns(terms: Terms) -> dict[str, object]:
    return {
        "opens": terms.opens,
        "due": terms.due,
        "closes": terms.closes,
        "version_id": terms.version,
    }


def _differences(seen: Terms, terms: Terms) -> dict[str, object]:
    """[before, after] of what changed; a version by its number of row."""
    before, after = asdict(seen), asdict(terms)
    return {name: [str(before[name]), str(after[name])] for name in before if before[name] != after[name]}
