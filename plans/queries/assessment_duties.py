"""Self-assessments and votes that wait for a person, in the teams that they lead or are in."""

from datetime import date, datetime

from django.urls import reverse

from common.days import organisation_day
from maturity.queries.reminders import Due, leads_with_dues
from maturity.queries.votes import Notice, votes_asked
from plans.queries.duties import Duty, Place, duty_of_day, duty_without_day
from teams.models import User


def assessment_duties(user: User, *, now: datetime, until: date) -> list[Duty]:
    """Self-assessments to submit for teams that the person leads, due up to `until`, and votes that lack their ballot.

    Six statements at most. A cycle is open by the organisation's day; how late it is goes by the person's own.
    """
    today, open_on = user.local(now).date(), organisation_day(now)
    leads = leads_with_dues(open_on, only=user)
    dues = [due for lead in leads for due in lead.due if due.cycle.due <= until]
    return [
        *(_of_vote(notice) for notice in votes_asked(user, open_on)),
        *(_of_assessment(due, today) for due in dues),
    ]


def _of_assessment(due: Due, today: date) -> Duty:
    return duty_of_day(
        f"{due.cycle.name}: hand in for {due.team.name}",
        "self-assessment",
        _team(due.team.name, due.team.slug),
        reverse("assessment", args=(due.team.slug, due.cycle.slug)),
        due_on=due.cycle.due,
        today=today,
        about=due.progress,
    )


def _of_vote(notice: Notice) -> Duty:
    practices = "practice" if notice.left == 1 else "practices"
    return duty_without_day(
        f"{notice.cycle_name}: vote on {notice.left} {practices}",
        "vote",
        _team(notice.team_name, notice.team),
        reverse("ballots", args=(notice.team, notice.cycle)),
        when="open now",
        about="Only counts are shown, once it is revealed.",
    )


def _team(name: str, slug: str) -> Place:
    return Place(name, reverse("team", args=(slug,)))
