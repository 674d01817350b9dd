"""The story that the demonstration tells: Checkout has answered half of this quarter, and its new lead is in week 3."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from common.days import organisation_day
from maturity.answering import AnswerContent
from maturity.models import Answer, Assessment, Cycle
from maturity.services.assessments import confirm_answer, save_answer, start_assessment
from plans.demonstration.check_ins import report_first_week
from plans.demonstration.metrics import measure
from plans.demonstration.voting import hold_votes
from plans.models import Item, Plan
from plans.queries.starting import LEAD
from plans.services.items import mark_goal_done, mark_item_done
from plans.services.plans import start_plan
from plans.services.shipped import load_shipped_templates
from teams.models import Team, User
from teams.personas import PERSONAS

PLAN = "first-90-days"
# Practice to the note of a lead who looked closely this quarter; each is raised by a level.
SAID = {
    "regression-tests": "Every fix of the last sprint came with a test; the checklist asks for it.",
    "alerts-lead-to-action": "Inventoried 312 alerts; 41 % are noise. Clean-up in weeks 3 and 4.",
    "changes-reach-production-in-hours": "Timed every step: 4 h 05 min from merge to live, mostly tests.",
}
LATE = 3  # things that were due and are not done
AFTERNOON = time(15)
BEFOREHAND = timedelta(days=3)  # from the Friday on which the plan was started to its first Monday


def tell(checkout: Team, cycle: Cycle, now: datetime) -> None:
    lead = User.objects.get(email=PERSONAS["lead"])
    hold_votes(answer_half(checkout, cycle, lead, now), checkout, lead, now)
    manager = User.objects.get(email=PERSONAS["leadership"])
    plan = start_first_90_days(checkout, lead, manager, now)
    work_through(plan, lead, now)
    measure(plan, lead, manager)
    report_first_week(plan, lead, manager)


def start_first_90_days(team: Team, lead: User, manager: User, now: datetime) -> Plan:
    """The shipped plan, with today in its third week, as prepared on the Friday before its first; the engineers' roles
    are the team's members."""
    load_shipped_templates(by=None, now=now)
    template = Plan.objects.get(slug=PLAN)
    members = User.objects.filter(memberships__team=team, memberships__role="member").order_by("pk")
    vacant = template.roles.exclude(name=LEAD).values_list("name", flat=True)
    start = monday(now) - timedelta(weeks=2)
    return start_plan(
        template=template,
        lead=lead,
        manager=manager,
        team=team,
        start=start,
        roles=dict(zip(vacant, members, strict=False)),
        by=None,
        now=afternoon(start - BEFOREHAND),
    )


def work_through(plan: Plan, by: User, now: datetime) -> None:
    """Marks the first phase's goals as done, and what was due before today on its day, but for the newest few."""
    due = list(Item.objects.filter(phase__plan=plan, due_on__lt=_today(now)).order_by("due_on", "pk"))
    first = plan.phases.order_by("position")[0]
    for goal in first.goals.order_by("position"):
        mark_goal_done(goal=goal, version=goal.version, by=by, now=afternoon(due[0].due_on))
    for item in due[:-LATE]:
        mark_item_done(item=item, version=item.version, by=by, now=afternoon(item.due_on))


def afternoon(day: date | None) -> datetime:
    if day is None:
        raise ValueError("an item of a started plan has a due day")
    return datetime.combine(day, AFTERNOON, tzinfo=timezone.get_default_timezone())


def _today(now: datetime) -> date:
    return organisation_day(now)


def monday(now: datetime) -> date:
    return _today(now) - timedelta(days=_today(now).weekday())


def answer_half(team: Team, cycle: Cycle, by: User, now: datetime) -> Assessment:
    """Starts the assessment, raises three answers with a note, confirms others, and leaves the later half as it is."""
    assessment = start_assessment(team=team, cycle=cycle, by=by, now=now)
    answers = list(
        assessment.answers.select_related("assessment__cycle__version", "assessment__team", "practice")
    )
    for answer in answers:
        if answer.practice.key in SAID and answer.level is not None:
            _raise(answer, SAID[answer.practice.key], cycle.version.highest_level, by, now)
    for answer in answers[: len(answers) // 2]:
        confirm_answer(answer=answer, by=by, now=now)
    return assessment


def _raise(answer: Answer, note: str, highest: int, by: User, now: datetime) -> None:
    level = min(highest, (answer.level or 0) + 1)
    content = AnswerContent(level=level, note=note, target=min(highest, level + 1))
    save_answer(answer=answer, version=answer.version, content=content, by=by, now=now)
