"""A plan in its sixth week: a member of Checkout studies, and the team's lead manages the plan. What it is measured by
was reviewed on day 30, and the newest check-in waits for its answer.
"""

from datetime import datetime, timedelta

from plans.demonstration.check_ins import answer, report
from plans.demonstration.checkout import BEFOREHAND, afternoon, monday, work_through
from plans.demonstration.metrics import agree, morning
from plans.models import CheckIn, MetricReview, Plan
from plans.services.check_ins import CheckInWords
from plans.services.metric_reviews import Reading, review_metric
from plans.services.metrics import Wording
from plans.services.plans import start_plan
from teams.models import Team, User
from teams.personas import PERSONAS

PLAN = "eight-week-study-plan"
WEEKS_AGO = 5
REVIEWED = 30  # day in the plan
# What the plan is measured by, and what that read on day 30.
METRICS = (
    (
        Wording(
            "Practices tried on a service of my own",
            "none",
            "8",
            "Listed in the README of its repository, each with the commit that shows it.",
        ),
        Reading("5", MetricReview.Verdict.ON_THE_WAY, "Traces and the canary are half done and not counted."),
    ),
    (
        Wording(
            "Time from a commit to production",
            "40 min, by hand",
            "under 10 min",
            "Median of the last ten runs of the pipeline.",
        ),
        Reading("7 min", MetricReview.Verdict.MET),
    ),
    (
        Wording(
            "Time to restore last night's backup",
            "never tried",
            "under 15 min",
            "By the clock, from an empty database to the first answer.",
        ),
        Reading(
            "34 min",
            MetricReview.Verdict.NOT_MET,
            "Half of it was looking for the key. **It is in the vault now**; next try in week 6.",
        ),
    ),
)
# Each week's words, the oldest first, with the manager's answer; the newest has none yet.
WEEKS = (
    (
        CheckInWords(
            CheckIn.Confidence.ON_TRACK,
            "Prometheus and Grafana watch the service. Choosing four numbers took longer than installing both.",
            "Write the objective, and set the alert off once.",
        ),
        "Bring the four numbers to the team on Thursday, please.",
    ),
    (
        CheckInWords(
            CheckIn.Confidence.ON_TRACK,
            "The alert went off when it should. What broke was found in 20 minutes, by its traces.",
            "Compare ways to release; begin the pipeline.",
        ),
        "",
    ),
    (
        CheckInWords(
            CheckIn.Confidence.AT_RISK,
            "The pipeline tests and releases, but cannot go back yet.",
            "One step back, before anything else is added.",
            "An hour with somebody who has built this for Checkout.",
        ),
        "I have asked Developer experience: they come on Tuesday at two.",
    ),
    (
        CheckInWords(
            CheckIn.Confidence.ON_TRACK,
            "Going back is one step. The restore took 34 minutes, and I know which 17 of them were wasted.",
            "Count the tests by size, and move two of them down.",
        ),
        "That is worth telling the others.",
    ),
    (
        CheckInWords(
            CheckIn.Confidence.AT_RISK,
            "Two end-to-end tests became unit tests, and the suite is three minutes shorter. Reading fell behind.",
            "- Put load on the service until something gives way\n- Restore once more, against the clock",
            "May I use the test cluster on Wednesday evening? My laptop gives way before the service does.",
        ),
        None,
    ),
)


def tell_who_studies(team: Team, now: datetime) -> Plan:
    """From the Friday before its first week up to today."""
    manager = User.objects.get(email=PERSONAS["lead"])
    lead, partner, *_ = User.objects.filter(memberships__team=team, memberships__role="member").order_by("pk")
    start = monday(now) - timedelta(weeks=WEEKS_AGO)
    plan = start_plan(
        template=Plan.objects.get(kind=Plan.Kind.TEMPLATE, slug=PLAN),
        lead=lead,
        manager=manager,
        team=team,
        start=start,
        roles={"Partner": partner},
        title=f"Eight weeks of practice for {lead.name}",
        by=None,
        now=afternoon(start - BEFOREHAND),
    )
    work_through(plan, lead, now)
    _review(plan, lead, manager)
    for week, (words, answered) in enumerate(WEEKS, start=1):
        report(plan, week, words, lead)
        if answered is not None:
            answer(plan, week, answered, manager)
    return plan


def _review(plan: Plan, lead: User, manager: User) -> None:
    metrics = agree(plan, [wording for wording, _ in METRICS], lead, manager)
    for metric, (_, said) in zip(metrics, METRICS, strict=True):
        review_metric(metric=metric, day=REVIEWED, version=0, said=said, by=lead, now=morning(plan, REVIEWED))
