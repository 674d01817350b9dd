"""The weekly check-ins of Checkout's lead: the first was sent and answered, the second is still not there."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from plans.models import CheckIn, Plan
from plans.queries.check_in_page import weeks_of_plan
from plans.queries.check_ins import days_of_week
from plans.services.check_ins import CheckInWords, acknowledge_check_in, send_check_in
from teams.models import User

EVENING, MORNING = time(16, 40), time(9, 15)
WEEKEND = timedelta(days=3)  # from a Friday to the Monday on which it is answered
WORDS = CheckInWords(
    CheckIn.Confidence.ON_TRACK,
    "The pipeline is timed end to end: **4 h 05 min** from merge to live, and more than half of it is waiting for "
    "tests.\n\nI have spoken to everybody on the team. Three of them named the alerts first, nobody named the backlog.",
    "- Sort the 312 alerts: to act on, to look into, noise\n- Agree with Dana on what this plan is measured by",
    "Read access to the slow query log of the database. Security has had the request since Tuesday.",
)
ANSWER = "Good start. I have asked Security: you have access from today. Bring the timings to our next conversation."


def report_first_week(plan: Plan, lead: User, manager: User) -> None:
    report(plan, 1, WORDS, lead)
    answer(plan, 1, ANSWER, manager)


def report(plan: Plan, week: int, words: CheckInWords, lead: User) -> None:
    """Sent on the Friday."""
    send_check_in(
        plan=plan, week=week, version=0, words=words, by=lead, now=_at(_friday(plan, week), EVENING)
    )


def answer(plan: Plan, week: int, words: str, manager: User) -> None:
    """Acknowledged on the Monday after."""
    monday = _at(_friday(plan, week) + WEEKEND, MORNING)
    acknowledge_check_in(plan=plan, week=week, answer=words, by=manager, now=monday)


def _friday(plan: Plan, week: int) -> date:
    return days_of_week(plan, week, weeks_of_plan(plan)).due_on


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=timezone.get_default_timezone())
