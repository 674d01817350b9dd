"""A workspace in which every task has something to do, and what is in it when all of it is done."""

import json
import sys
from collections import Counter
from dataclasses import asdict
from datetime import datetime, timedelta

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from common.spreadsheets import progress
from config.celery import app
from maturity.models import Answer, ClosedFigures, Cycle, Reminder, Snapshot
from maturity.quarters import Quarter
from maturity.queries.standing import COLUMNS
from maturity.services.snapshots import take_snapshot
from plans.models import Item, PlanRole
from teams.letters import Letter
from teams.models import Event, ImportJob, Mail, User
from teams.services.outbox import queue_mail
from tests import build, teams_at_work
from tests.plans import building
from tests.teams.importing_people import confirmed, many, uploaded

CYCLES, TEAMS, READERS, NEWS, RECENT, OLD = 8, 10, 10, 10, 20, 24
MAILS = TEAMS + READERS + NEWS

DEATHS = {
    "teams.send_mail": 5,
    "maturity.advance_cycles": 8,
    "maturity.take_snapshots": 8,
    "maturity.thin_snapshots": 4,
    "maturity.remind_leads": 5,
    "plans.mail_weeks": 5,
    "teams.work_on_imports": 3,
}
"""After how many statements that write the worker dies in the task: in the middle of a transaction where it has any.

In the sending of mail it is between the claim and the sending: what was sent and not marked goes out twice under one
Message-ID, which tests/teams/test_mail_workers.py holds.
"""


def fill() -> None:
    """Prints what `teams_at_work` has to say."""
    call_command("migrate", verbosity=0)
    now = timezone.now()
    with transaction.atomic():
        work = teams_at_work.fill(TEAMS)
        Answer.objects.update(level=2)
        _cycles_to_open_and_close()
        _days_to_take_and_to_thin(now)
        _weeks_to_mail(now)
        _mail_to_send(now)
        User.objects.update(mail_hour=0)
        _files_to_bring_in_and_to_throw_away(now)
    sys.stdout.write(json.dumps(asdict(work)))


def _cycles_to_open_and_close() -> None:
    version = build.version()
    for n in range(CYCLES):
        build.cycle(version, quarter=Quarter(1980, 1).shifted(n).slug, state=Cycle.State.PLANNED)


def _days_to_take_and_to_thin(now: datetime) -> None:
    cycle = build.cycle(build.version(), quarter="1979-q4", state=Cycle.State.PLANNED)
    first = now - timedelta(days=RECENT)
    for n in range(2):
        build.submission(cycle, build.team(f"Early {n}"), {"testing-1": 1 + n, "security-1": 3}, now=first)
    take_snapshot(day=first.date(), by=None, now=now)
    taken = list(Snapshot.objects.all())
    for n in range(OLD):
        for row in taken:
            row.pk, row.day = None, (now - timedelta(days=430 - n)).date()
        Snapshot.objects.bulk_create(taken)


def _weeks_to_mail(now: datetime) -> None:
    document = building.text_document("# Plan\n\n## Week 1: All\n\n### Deliverables\n\n- Thing\n")
    plan = building.started(document, lead=build.user("Reader 0"), start=now.date())
    for n in range(1, READERS):
        PlanRole.objects.create(
            plan=plan, name=f"Role {n}", person=build.user(f"Reader {n}"), position=n + 50
        )
    Item.objects.filter(phase__plan=plan).update(everyone=True)


def _mail_to_send(now: datetime) -> None:
    letter = Letter("News", "Words. " * 200, "<p>Words.</p>")
    for n in range(NEWS):
        person = build.user(f"Subscriber {n}")
        queue_mail(to=person, topic="news", key="first", letter=letter, by=None, now=now)


def _files_to_bring_in_and_to_throw_away(now: datetime) -> None:
    importer = build.user("Importer", role=User.Role.ADMINISTRATOR)
    confirmed(importer, many(12))
    left = uploaded(importer, name="left.csv")
    ImportJob.objects.filter(pk=left.pk).update(uploaded_at=now - timedelta(days=2))


def ask_for_each(times: int) -> None:
    """As a beat does that nobody answers."""
    autodiscover_modules("tasks")
    for entry in [*settings.CELERY_BEAT_SCHEDULE.values()] * times:
        app.tasks[entry["task"]].apply_async()


def forget_progress() -> None:
    """As two minutes do: until then an import is believed to be worked on."""
    for number in ImportJob.objects.values_list("pk", flat=True):
        progress.forget(number)


def run_straight(*names: str) -> None:
    """Every task once, here, and nothing comes in between; at the end whatever mail they queued is sent."""
    autodiscover_modules("tasks")
    for name in (*names, "teams.send_mail"):
        app.tasks[name].run()


def picture() -> dict[str, list]:
    """All that the tasks write, but for numbers of rows and moments."""
    day = Snapshot.objects.order_by("day", "team", "dimension_key")
    return {
        "imports": sorted(ImportJob.objects.values_list("file_name", "state")),
        "people": sorted(User.objects.values_list("email", "name")),
        "cycles": sorted(Cycle.objects.values_list("slug", "state")),
        "snapshots": [(str(row[0]), *row[1:]) for row in day.values_list("day", *COLUMNS)],
        "closed figures": sorted(ClosedFigures.objects.values_list("cycle__slug", "rows", "digest")),
        "mail": sorted(
            (*row, sent is not None)
            for *row, sent in Mail.objects.values_list("recipient__name", "topic", "subject", "sent_at")
        ),
        "reminders": sorted(
            Reminder.objects.values_list("mail__recipient__name", "cycle__slug", "team__slug")
        ),
        "events": sorted(
            (*what, times)
            for what, times in Counter(Event.objects.values_list("verb", "subject_type", "subject")).items()
        ),
    }
