"""Secret addresses of calendars: made, renewed and ended by the person who reads them. The log never has the secret."""

from datetime import datetime
from secrets import token_urlsafe

from common.decisions import ChangedSince, refuse
from common.services import service
from plans.models import CalendarFeed, Plan
from plans.queries.visible import visible_plans
from teams.models import User
from teams.services import activity

SECRET_BYTES = 32


@service
def renew_feed(*, plan: Plan | None, seen: str, by: User, now: datetime) -> CalendarFeed:
    """A new address for the calendar of a plan, or of all that the person has to do; the old one ends at once.

    `seen` is the mark of the address that the person knew, "" for none. Where it is another one by now, that one is
    answered: asking twice is asking once. ChangedSince where it was switched off meanwhile.
    """
    _require_sees(plan, by)
    rows = CalendarFeed.objects.select_for_update(of=("self",))
    if seen and not rows.filter(person=by, plan=plan).exists():
        raise ChangedSince(
            "This address was switched off since you opened the page. Make another one if you need it."
        )
    secret = token_urlsafe(SECRET_BYTES)
    feed, is_new = rows.get_or_create(person=by, plan=plan, defaults={"secret": secret, "renewed_at": now})
    if is_new:
        _record("made a calendar address for", plan, by, now)
    elif feed.mark == seen:
        feed.secret, feed.renewed_at = secret, now
        feed.save(update_fields=["secret", "renewed_at"])
        _record("renewed the calendar address for", plan, by, now)
    return feed


@service
def end_feed(*, plan: Plan | None, seen: str, by: User, now: datetime) -> None:
    """Nothing answers at the address any more. ChangedSince where it is not the one that the person knew."""
    feed = CalendarFeed.objects.select_for_update(of=("self",)).filter(person=by, plan=plan).first()
    if feed is None:
        return
    if feed.mark != seen:
        raise ChangedSince(
            "This address was renewed since you opened the page, which shows the new one by now."
        )
    feed.delete()
    _record("switched off the calendar address for", plan, by, now)


def _require_sees(plan: Plan | None, by: User) -> None:
    if plan is not None and not visible_plans(by).filter(pk=plan.pk, kind=Plan.Kind.STARTED).exists():
        refuse("Only who sees a running plan may follow its calendar.").require()


def _record(verb: str, plan: Plan | None, by: User, now: datetime) -> None:
    activity.record(by=by, now=now, verb=verb, subject=plan or by, team=plan.team if plan else None)
