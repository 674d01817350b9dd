"""The story that the demonstration tells: Checkout has answered half of this quarter, and its new lead is in week 3."""

from datetime import date, datetime, timedelta
from random import Random

from django.conf import settings
from django.utils import timezone

from maturity.answering import AnswerContent
from maturity.models import Answer, Cycle
from maturity.services.assessments import confirm_answer, save_answer, start_assessment
from plans.document import SourceFile, read_plan
from plans.models import Goal, Item, Plan
from plans.services.items import mark_goal_done, mark_item_done
from plans.services.plans import LEAD, start_plan
from plans.services.templates import import_plan
from teams.demonstration import PERSONAS
from teams.models import Team, User

PLAN = settings.BASE_DIR / "plans" / "catalogue" / "first-90-days.md"
SAID = (
    "Inventoried 312 alerts with the platform team; 41 % are noise. The clean-up is in the plan for weeks 3 and 4.",
    "Rehearsed once in October, took four hours instead of one. The notes are linked.",
    "Two of the five services follow it since last month.",
)


def tell(checkout: Team, cycle: Cycle, now: datetime) -> None:
    lead = User.objects.get(email=PERSONAS["lead"])
    answer_half(checkout, cycle, lead, now)
    work_through(start_first_90_days(checkout, lead, now), lead, now)


def start_first_90_days(team: Team, lead: User, now: datetime) -> Plan:
    """The shipped plan, started so that today lies in its third week; the engineers' roles are the team's members."""
    source = SourceFile(PLAN.name, PLAN.read_text(encoding="utf-8"))
    template = import_plan(document=read_plan([source]), slug=PLAN.stem, by=None, now=now).plan
    members = User.objects.filter(memberships__team=team, memberships__role="member").order_by("pk")
    vacant = template.roles.exclude(name=LEAD).values_list("name", flat=True)
    return start_plan(
        template=template,
        lead=lead,
        team=team,
        start=_monday(now) - timedelta(weeks=2),
        roles=dict(zip(vacant, members, strict=False)),
        by=None,
        now=now,
    )


def work_through(plan: Plan, by: User, now: datetime) -> None:
    """Marks what was due before this week as done, but for two things that are late, and the first goals."""
    due = Item.objects.filter(phase__plan=plan, due_on__lt=_monday(now)).order_by("due_on", "pk")
    for item in list(due)[:-2]:
        mark_item_done(item=item, version=item.version, by=by, now=now)
    for goal in Goal.objects.filter(phase__plan=plan).order_by("phase__position", "position")[:3]:
        mark_goal_done(goal=goal, version=goal.version, by=by, now=now)


def _monday(now: datetime) -> date:
    today = timezone.localdate(now, timezone.get_default_timezone())
    return today - timedelta(days=today.weekday())


def answer_half(team: Team, cycle: Cycle, by: User, now: datetime) -> None:
    """Starts the assessment, raises three answers with a note, confirms others, and leaves the later half as it is."""
    random = Random(cycle.slug)  # noqa: S311  # inventions, no secrets
    assessment = start_assessment(team=team, cycle=cycle, by=by, now=now)
    answers = list(
        assessment.answers.select_related("assessment__cycle__version", "assessment__team", "practice")
    )
    half = answers[: len(answers) // 2]
    raised = random.sample([answer for answer in half if answer.level is not None], k=min(3, len(half)))
    for answer, note in zip(raised, SAID, strict=False):
        _raise(answer, note, cycle.version.highest_level, by, now)
    for answer in half:
        confirm_answer(answer=answer, by=by, now=now)


def _raise(answer: Answer, note: str, highest: int, by: User, now: datetime) -> None:
    level = min(highest, (answer.level or 0) + 1)
    content = AnswerContent(level=level, note=note, target=min(highest, level + 1))
    save_answer(answer=answer, version=answer.version, content=content, by=by, now=now)
