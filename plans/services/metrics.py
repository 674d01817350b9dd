"""Success metrics: writing and wording them anew, agreeing to them, putting them in order, removing and reviewing them.

The number of a metric's newest edition is its version: who sends the number of an older one is told.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from common.decisions import ChangedSince, DomainError
from common.services import service
from plans.metric_reviews import MOST
from plans.models import MetricEdition, Plan, SuccessMetric
from plans.policies import may_agree, may_write_metrics
from teams.models import User
from teams.services import activity

TOO_MANY = (
    f"A plan is measured by {MOST} metrics at most, so that each counts. Remove one before another comes."
)


@dataclass(frozen=True, slots=True)
class Wording:
    """What a metric says: its name, where things stand now, where they shall stand, and how that is measured."""

    title: str
    baseline: str
    target: str
    measured_by: str


@service
def add_metric(*, plan: Plan, wording: Wording, by: User, now: datetime) -> SuccessMetric:
    """As the last of the plan's metrics. One that reads the same is the one that is there; a sixth is refused."""
    may_write_metrics(by, plan).require()
    _lock(plan)
    live = _live(plan)
    for there in live:
        if wording_of(newest_of(there)) == wording:
            return there
    _require_room(live)
    metric = SuccessMetric.objects.create(plan=plan, position=len(live))
    _write(metric, 1, wording, by, now)
    _record(metric, "added the metric", wording.title, by, now)
    return metric


@service
def reword_metric(
    *, metric: SuccessMetric, version: int, wording: Wording, by: User, now: datetime
) -> MetricEdition | None:
    """A new edition, to which nobody has agreed yet. None where it says the same.

    ChangedSince where `version`, the number of the edition that the person read, is not the newest.
    """
    may_write_metrics(by, metric.plan).require()
    _lock(metric.plan)
    newest = newest_of(metric)
    if wording_of(newest) == wording:
        return None
    if newest.number != version:
        raise ChangedSince(_told(newest))
    _require_live(metric)
    edition = _write(metric, newest.number + 1, wording, by, now)
    _record(metric, "reworded the metric", wording.title, by, now, edition=edition.number)
    return edition


@service
def agree_to_metrics(*, plan: Plan, seen: Mapping[int, int], by: User, now: datetime) -> list[MetricEdition]:
    """The manager's word on metrics, by id, in the edition of that number. What is agreed to already stays as it was.

    ChangedSince where one of them was worded anew or removed: then none is agreed to.
    """
    may_agree(by, plan).require()
    _lock(plan)
    editions = [_as_seen(metric, seen[metric.pk]) for metric in _seen(plan, seen)]
    fresh = [edition for edition in editions if edition.agreed_at is None]
    for edition in fresh:
        edition.agreed_at, edition.agreed_by = now, by
        edition.save(update_fields=["agreed_at", "agreed_by"])
        _record(edition.metric, "agreed to the metric", edition.title, by, now, edition=edition.number)
    return fresh


@service
def move_metric(*, metric: SuccessMetric, place: int, by: User, now: datetime) -> None:
    """To a place among the plan's metrics, the first being 0; a place beyond the last is the last."""
    may_write_metrics(by, metric.plan).require()
    _lock(metric.plan)
    others = [each for each in _live(metric.plan) if each.pk != metric.pk]
    _require_live(metric)
    place = max(0, min(place, len(others)))
    if not _arrange([*others[:place], metric, *others[place:]]):
        return
    _record(metric, "moved the metric", newest_of(metric).title, by, now, place=place)


@service
def remove_metric(*, metric: SuccessMetric, version: int, by: User, now: datetime) -> None:
    """It stays readable with its editions and reviews. ChangedSince where it was worded anew since `version`."""
    may_write_metrics(by, metric.plan).require()
    _lock(metric.plan)
    metric.refresh_from_db(fields=["removed_at"])
    if metric.removed_at is not None:
        return
    newest = newest_of(metric)
    if newest.number != version:
        raise ChangedSince(_told(newest))
    metric.removed_at = now
    metric.save(update_fields=["removed_at"])
    _arrange(_live(metric.plan))
    _record(metric, "removed the metric", newest.title, by, now)


@service
def restore_metric(*, metric: SuccessMetric, by: User, now: datetime) -> None:
    """Back as the last of the plan's metrics, with the agreement that it had. Refused where there are five already."""
    may_write_metrics(by, metric.plan).require()
    _lock(metric.plan)
    metric.refresh_from_db(fields=["removed_at"])
    if metric.removed_at is None:
        return
    live = _live(metric.plan)
    _require_room(live)
    metric.removed_at, metric.position = None, len(live)
    metric.save(update_fields=["removed_at", "position"])
    _record(metric, "restored the metric", newest_of(metric).title, by, now)


def newest_of(metric: SuccessMetric) -> MetricEdition:
    """Its newest edition, with who wrote it."""
    return metric.editions.select_related("metric__plan__team", "written_by").order_by("-number")[0]


def wording_of(edition: MetricEdition) -> Wording:
    return Wording(edition.title, edition.baseline, edition.target, edition.measured_by)


def _lock(plan: Plan) -> None:
    """One writer at a time: five metrics at most and a place for each hold for all of a plan's metrics together."""
    Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)


def _live(plan: Plan) -> list[SuccessMetric]:
    return list(plan.metrics.filter(removed_at=None).order_by("position", "pk"))


def _require_room(live: list[SuccessMetric]) -> None:
    if len(live) >= MOST:
        raise DomainError(TOO_MANY)


def _require_live(metric: SuccessMetric) -> None:
    metric.refresh_from_db(fields=["removed_at"])
    if metric.removed_at is not None:
        raise DomainError("This metric was removed. Restore it first.")


def _write(metric: SuccessMetric, number: int, wording: Wording, by: User, now: datetime) -> MetricEdition:
    return MetricEdition.objects.create(
        metric=metric, number=number, written_at=now, written_by=by, **asdict(wording)
    )


def _seen(plan: Plan, seen: Mapping[int, int]) -> list[SuccessMetric]:
    found = [metric for metric in _live(plan) if metric.pk in seen]
    if len(found) != len(seen):
        raise ChangedSince(
            "A metric was removed since you opened the page. Load it again to see which are left."
        )
    return found


def _as_seen(metric: SuccessMetric, number: int) -> MetricEdition:
    newest = newest_of(metric)
    if newest.number != number:
        raise ChangedSince(_told(newest))
    return newest


def _told(newest: MetricEdition) -> str:
    who = newest.written_by.name if newest.written_by else "Somebody"
    return f"{who} worded “{newest.title}” anew since you opened the page. Load it again to read how."


def _arrange(metrics: list[SuccessMetric]) -> bool:
    """Gives each its place; False where each has it already."""
    moved = [metric for place, metric in enumerate(metrics) if metric.position != place]
    for place, metric in enumerate(metrics):
        metric.position = place
    SuccessMetric.objects.bulk_update(moved, ["position"]) if moved else None
    return bool(moved)


def _record(metric: SuccessMetric, verb: str, title: str, by: User, now: datetime, **more: int) -> None:
    plan = metric.plan
    detail = {"plan": plan.slug, "metric": metric.pk, "title": title, **more}
    activity.record(by=by, now=now, verb=verb, subject=plan, team=plan.team, detail=detail)
