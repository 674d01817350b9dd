"""Which leads have something to hand in, and when they were last told."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max

from common.days import organisation_day
from maturity.models import Cycle, Reminder, Submission
from maturity.queries.cycles import teams_without_submission
from maturity.queries.draft_progress import NOT_STARTED, DraftProgress, draft_progress
from maturity.reminders import progress_words
from teams.models import Mail, Membership, Team, User

TOPIC = "self-assessments"


@dataclass(frozen=True, slots=True)
class Due:
    """A team's part in an open cycle, with nothing submitted, and how far its draft is."""

    team: Team
    cycle: Cycle
    draft: DraftProgress

    @property
    def progress(self) -> str:
        return progress_words(self.draft.practices, self.draft.answered, self.draft.unconfirmed)


@dataclass(frozen=True, slots=True)
class Lead:
    """A person with all that is due from them, by due day; `reminded_on` is their own date of the newest reminder."""

    user: User
    due: tuple[Due, ...]
    reminded_on: date | None


@dataclass(frozen=True, slots=True)
class LastReminder:
    """The newest that any of a team's leads got in a cycle; without `sent_at` none has left yet, as `state` says."""

    queued_at: datetime
    sent_at: datetime | None
    state: str


def leads_with_dues(today: date, *, only: User | None = None) -> list[Lead]:
    """Every active lead of a team that is not archived and has something due, in five statements at most.

    `today` is the organisation's: a cycle counts while it takes answers. With `only`, that person if they are one.
    """
    cycles = list(Cycle.objects.filter(state=Cycle.State.OPEN, closes__gte=today).order_by("due", "pk"))
    if not cycles:
        return []
    leading = list(_leading(only))
    submitted, drafts = _submitted(cycles), draft_progress(cycles, {one.team_id for one in leading})
    told = dict(Mail.objects.filter(topic=TOPIC).order_by().values_list("recipient").annotate(Max("day")))
    found: dict[User, list[Due]] = defaultdict(list)
    for one in leading:
        for cycle in cycles:
            if (cycle.pk, one.team_id) not in submitted:
                draft = drafts.get((cycle.pk, one.team_id), NOT_STARTED)
                found[one.user].append(Due(one.team, cycle, draft))
    return [
        Lead(user, tuple(sorted(dues, key=lambda due: (due.cycle.due, due.cycle.pk))), told.get(user.pk))
        for user, dues in found.items()
    ]


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom a reminder asked for now goes to, and who is left out of it, each with the reason in words."""

    leads: tuple[Lead, ...]
    left_out: tuple[str, ...]


def whom_to_remind(cycle: Cycle, now: datetime) -> Asked:
    """Of those who lead a team without a submission in an open `cycle`, in a fixed number of statements."""
    leads, left_out = [], _without_lead(cycle)
    for lead in leads_with_dues(organisation_day(now)):
        if any(due.cycle == cycle for due in lead.due):
            if reason := _reason_to_leave_out(lead, now):
                left_out.append(f"{lead.user.name} {reason}")
            else:
                leads.append(lead)
    return Asked(tuple(leads), tuple(left_out))


def _reason_to_leave_out(lead: Lead, now: datetime) -> str:
    if not lead.user.mail_reminders:
        return "switched reminders off"
    today = lead.user.local(now).date()
    return "was reminded today" if lead.reminded_on and lead.reminded_on >= today else ""


def _without_lead(cycle: Cycle) -> list[str]:
    """Teams that nobody can be reminded for."""
    teams = [team for team in teams_without_submission(cycle) if team.archived_on is None]
    led = Membership.objects.filter(role=Membership.Role.LEAD, user__is_active=True, team__in=teams)
    with_lead = set(led.values_list("team", flat=True))
    return [f"{team.name} has no lead" for team in teams if team.pk not in with_lead]


def last_reminders(cycle: Cycle) -> dict[int, LastReminder]:
    """By team. One statement."""
    rows = Reminder.objects.filter(cycle=cycle).select_related("mail").order_by("mail__queued_at", "pk")
    found: dict[int, LastReminder] = {}
    for row in rows:
        before, mail = found.get(row.team_id), row.mail
        sent = mail.sent_at or (before.sent_at if before else None)
        found[row.team_id] = LastReminder(mail.queued_at, sent, mail.state)
    return found


def _leading(only: User | None) -> Iterable[Membership]:
    leads = Membership.objects.filter(role=Membership.Role.LEAD, team__archived_on=None, user__is_active=True)
    leads = leads if only is None else leads.filter(user=only)
    return leads.select_related("team", "user").order_by("user__name", "user", "team__name", "team")


def _submitted(cycles: list[Cycle]) -> set[tuple[int, int]]:
    """Cycle and team of every submission."""
    rows = Submission.objects.filter(assessment__cycle__in=cycles).order_by()
    return set(rows.values_list("assessment__cycle", "team").distinct())
