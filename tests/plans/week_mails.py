"""A plan with something due on every working day, and runs of the task at the moments of a frozen clock."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core import mail as django_mail

from plans.models import CheckIn, Item, Plan, PlanRole
from plans.tasks import mail_weeks
from teams.models import Mail, User
from teams.tasks import send_mail
from tests import build
from tests.plans import building

DAY = timedelta(days=1)
QUARTER = timedelta(minutes=15)  # between two runs of the schedule


def person(zone: str = "UTC", hour: int = 8, **columns: object) -> User:
    made = build.user()
    User.objects.filter(pk=made.pk).update(time_zone=zone, mail_hour=hour, **columns)
    made.refresh_from_db()
    return made


def plan_of(first: date, last: date, *people: User) -> Plan:
    """Of a lead who gets no mail: for each of `people` something is due on every working day from `first` to `last`."""
    days = [day for n in range((last - first).days + 1) if (day := first + n * DAY).weekday() < 5]
    listed = "\n".join(f"- Thing {n}" for n in range(len(days)))
    document = building.text_document(f"# Daily\n\n## Weeks 1-4: All\n\n### Deliverables\n\n{listed}\n")
    quiet = person(mail_digest=False, mail_due_tomorrow=False)
    plan = building.started(
        document, lead=quiet, team=build.team(), start=first, slug_of_template=f"daily-{first}"
    )
    for n, one in enumerate(people):
        PlanRole.objects.create(plan=plan, name=f"Reader {n}", person=one, position=100 + n)
    for item, day in zip(Item.objects.filter(phase__plan=plan).order_by("position"), days, strict=True):
        Item.objects.filter(pk=item.pk).update(title=f"{day:%a} {day.day}", due_on=day, everyone=True)
    return plan


def midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def runs(since: datetime, until: datetime, step: timedelta = QUARTER) -> Iterator[datetime]:
    while since < until:
        yield since
        since += step


def checked_in(plan: Plan) -> Plan:
    """Every check-in of the plan is sent and acknowledged, so that nobody owes one."""
    said = {"confidence": "on_track", "saved_at": build.NOW, "sent_at": build.NOW}
    acknowledged = {"acknowledged_at": build.NOW, "acknowledged_by": plan.lead}
    CheckIn.objects.bulk_create(CheckIn(plan=plan, week=n, **said, **acknowledged) for n in range(1, 5))
    return plan


class FrozenClock:
    """Runs of the task, and of the sending that it wakes, at given moments; `woken` counts the wakings."""

    def __init__(self, monkeypatch) -> None:
        self.now = datetime(2026, 1, 1, tzinfo=UTC)
        self.woken = 0
        monkeypatch.setattr("django.utils.timezone.now", lambda: self.now)
        monkeypatch.setattr(send_mail, "delay", self._wake)

    def _wake(self) -> None:
        self.woken += 1
        send_mail.run()

    def run(self, moments: Iterable[datetime]) -> None:
        for self.now in moments:
            mail_weeks.run()


def mails(to: User) -> dict[date, tuple[str, datetime]]:
    """Of the person: by their own day, the kind of mail and when it was queued. That each went out is held too."""
    rows = list(Mail.objects.filter(recipient=to, topic="plans").order_by("queued_at"))
    assert all(row.sent_at is not None for row in rows)
    received = [message for message in django_mail.outbox if message.to == [to.email]]
    assert len(received) == len(rows)
    assert len({message.extra_headers["Message-ID"] for message in received}) == len(received)
    found = {row.day: (row.key.partition(" ")[0], row.queued_at) for row in rows}
    assert len(found) == len(rows), "one a day"
    return found
