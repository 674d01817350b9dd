"""Check-ins and metric reviews that wait for a person, in plans that they lead and in plans that they manage."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse

from plans.check_in_days import Standing
from plans.models import Plan
from plans.queries.check_ins import CheckInLine, check_ins_owed
from plans.queries.duties import Duty, duty_of_day, duty_without_day, place_of
from plans.queries.metric_reviews import ReviewDue, reviews_due_of
from teams.models import User


def course_duties(user: User, *, now: datetime) -> list[Duty]:
    """Of plans that are not finished. Five statements at most.

    The lead writes the check-ins and reviews the metrics; the manager acknowledges, and agrees to what is to be
    reviewed and was not agreed to.
    """
    today = user.local(now).date()
    theirs = Plan.objects.filter(Q(lead=user) | Q(manager=user), kind=Plan.Kind.STARTED, finished_at=None)
    plans = list(theirs.order_by("-start", "pk"))
    owed, reviews = check_ins_owed(plans, today=today), reviews_due_of(plans, today)
    led = [plan for plan in plans if plan.lead_id == user.pk]
    managed = [plan for plan in plans if plan.manager_id == user.pk]
    return [
        *_to_write([line for line in owed if line.plan in led], today),
        *(_to_acknowledge(line) for line in owed if line.is_to_acknowledge and line.plan in managed),
        *(_to_review(plan, due, today) for plan in led for due in reviews.get(plan.pk, ()) if due.is_agreed),
        *(_to_agree(plan) for plan in managed if any(not due.is_agreed for due in reviews.get(plan.pk, ()))),
    ]


def _to_write(lines: Iterable[CheckInLine], today: date) -> Iterator[Duty]:
    """Those that were missed stand in one line for each plan: a plan that has none yet may miss a dozen."""
    missed: dict[int, list[CheckInLine]] = defaultdict(list)
    for line in lines:
        if line.standing == Standing.MISSED:
            missed[line.plan.pk].append(line)
        elif line.is_owed:
            yield _check_in([line], today)
    for of_plan in missed.values():
        yield _check_in(of_plan, today)


def _check_in(lines: Sequence[CheckInLine], today: date) -> Duty:
    """One line of the first and all others of its plan, by when the first was due."""
    first, plan = lines[0], lines[0].plan
    address = reverse("plan_check_in", args=(plan.slug, first.week))
    label = f"Check-in of week {first.week}"
    if len(lines) > 1:
        address = reverse("plan_check_ins", args=(plan.slug,))
        label = f"Check-ins of weeks {', '.join(str(line.week) for line in lines)}"
    return duty_of_day(label, "check-in", place_of(plan), address, due_on=first.days.due_on, today=today)


def _to_acknowledge(line: CheckInLine) -> Duty:
    return duty_without_day(
        f"Acknowledge the check-in of week {line.week}",
        "check-in",
        place_of(line.plan),
        reverse("plan_check_in", args=(line.plan.slug, line.week)),
        when="waits for you",
    )


def _to_review(plan: Plan, due: ReviewDue, today: date) -> Duty:
    return duty_of_day(
        f"Review of day {due.day}: {due.title}",
        "metric",
        place_of(plan),
        reverse("plan_metric_review", args=(plan.slug, due.metric, due.day)),
        due_on=due.on,
        today=today,
    )


def _to_agree(plan: Plan) -> Duty:
    return duty_without_day(
        "Agree to the success metrics",
        "metric",
        place_of(plan),
        reverse("plan_metrics", args=(plan.slug,)),
        when="waits for you",
        about="Their review is due, and is held against what was agreed.",
    )
