"""The check-ins of a plan's weeks: its lead drafts and sends them, its manager acknowledges them.

Doing any of it again with the same words changes nothing. Writers of one plan wait for each other on its row, so that
a first draft is made once.
"""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db.models import F

from common.days import organisation_day
from common.decisions import ChangedSince, DomainError
from common.services import service
from plans.check_in_days import CheckInDays
from plans.models import CheckIn, Plan
from plans.policies import may_acknowledge, may_write_check_ins
from plans.queries.check_in_facts import week_facts, week_items
from plans.queries.check_in_page import check_in_of, weeks_of_plan
from plans.queries.check_ins import days_of_week
from teams.models import User
from teams.services import activity


@dataclass(frozen=True, slots=True)
class CheckInWords:
    """What the lead says of a week; `confidence` is one of `CheckIn.Confidence`, empty while it is open."""

    confidence: str = ""
    summary: str = ""
    next_steps: str = ""
    help_wanted: str = ""


@service
def save_check_in(
    *, plan: Plan, week: int, version: int, words: CheckInWords, by: User, now: datetime
) -> CheckIn:
    """Keep the draft of a week that has begun; `version` is that of the draft the person saw, 0 for none.

    ChangedSince where somebody, be it in another window, saved or sent other words since.
    """
    plan = _locked(plan)
    may_write_check_ins(by, plan).require()
    _require_begun(plan, week, now)
    return _saved(plan, week, version, words, by, now)


@service
def send_check_in(
    *, plan: Plan, week: int, version: int, words: CheckInWords, by: User, now: datetime
) -> CheckIn:
    """Save the words and send them, with what happened in the week as it stands; from then on they are fixed."""
    plan = _locked(plan)
    may_write_check_ins(by, plan).require()
    days = _require_begun(plan, week, now)
    if not words.confidence:
        raise DomainError("Say how confident you are before you send: on track, at risk or off track.")
    row = _saved(plan, week, version, words, by, now)
    if row.sent_at is None:
        facts = week_facts(plan, week_items(plan), days, today=organisation_day(now))
        row.facts, row.sent_at = facts.as_json(), now
        row.save(update_fields=["facts", "sent_at"])
        _record(row, plan, "sent", by, now)
    return row


@service
def acknowledge_check_in(*, plan: Plan, week: int, answer: str, by: User, now: datetime) -> CheckIn:
    """The manager has read it, and answers with a few words or with none. Once: ChangedSince where it was done."""
    plan = _locked(plan)
    may_acknowledge(by, plan).require()
    row = check_in_of(plan, week)
    if row is None or row.sent_at is None:
        raise DomainError(f"The check-in of week {week} was not sent yet: there is nothing to acknowledge.")
    if row.acknowledged_by is not None:
        if (row.acknowledged_by, row.answer) != (by, answer):
            raise ChangedSince(_told(row.acknowledged_by, "acknowledged it", row.acknowledged_at))
        return row
    row.acknowledged_at, row.acknowledged_by, row.answer = now, by, answer
    row.save(update_fields=["acknowledged_at", "acknowledged_by", "answer"])
    _record(row, plan, "acknowledged", by, now)
    return row


def _locked(plan: Plan) -> Plan:
    """As it stands, kept from other writers of its check-ins until the transaction ends."""
    return Plan.objects.select_for_update(of=("self",)).select_related("team").get(pk=plan.pk)


def _require_begun(plan: Plan, week: int, now: datetime) -> CheckInDays:
    weeks = weeks_of_plan(plan)
    if not 1 <= week <= weeks:
        raise DomainError(f"This plan has no week {week}.")
    days = days_of_week(plan, week, weeks)
    if organisation_day(now) < days.starts:
        raise DomainError(f"Week {week} has not begun yet: its check-in can be written once it has.")
    return days


def _saved(plan: Plan, week: int, version: int, words: CheckInWords, by: User, now: datetime) -> CheckIn:
    row = check_in_of(plan, week)
    if row is None:
        row = CheckIn.objects.create(plan=plan, week=week, saved_at=now, saved_by=by, **asdict(words))
    elif words_of(row) == words:
        return row
    elif row.sent_at is not None:
        raise ChangedSince(_told(row.saved_by, "sent this check-in", row.sent_at))
    else:
        _update(row, version, words, by, now)
    _record(row, plan, "drafted", by, now)
    return row


def words_of(row: CheckIn) -> CheckInWords:
    return CheckInWords(row.confidence, row.summary, row.next_steps, row.help_wanted)


def _update(row: CheckIn, version: int, words: CheckInWords, by: User, now: datetime) -> None:
    """One conditional statement, so that the second of two writers is told on every database."""
    columns = {**asdict(words), "saved_at": now, "saved_by": by}
    rows = CheckIn.objects.filter(pk=row.pk, version=version, sent_at=None)
    if not rows.update(**columns, version=F("version") + 1):
        raise ChangedSince(_told(row.saved_by, "saved other words", row.saved_at))
    for name, value in {**columns, "version": version + 1}.items():
        setattr(row, name, value)


def _told(who: User | None, did: str, at: datetime | None) -> str:
    name = who.name if who else "Somebody"
    if at is None:
        return f"{name} {did} after you opened this page."
    day = organisation_day(at)
    return f"{name} {did} on {day:%a} {day.day} {day:%b}, after you opened this page."


def _record(row: CheckIn, plan: Plan, verb: str, by: User, now: datetime) -> None:
    detail = {"plan": plan.slug, "week": row.week}
    activity.record(by=by, now=now, verb=verb, subject=row, team=plan.team, detail=detail)
