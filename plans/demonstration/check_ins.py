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
    """Sent on the Friday, acknowledged with an answer on the Monday after."""
    friday = days_of_week(plan, 1, weeks_of_plan(plan)).due_on
    send_check_in(plan=plan, week=1, version=0, words=WORDS, by=lead, now=_at(friday, EVENING))
    monday = _at(friday + WEEKEND, MORNING)
    acknowledge_check_in(plan=plan, week=1, answer=ANSWER, by=manager, now=monday)


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=timezone.get_default_timezone())
