"""Starting a plan from a template."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from django.utils.text import slugify

from common.decisions import DomainError
from common.services import service
from plans import document as doc
from plans.dates import due_dates
from plans.models import Plan
from plans.models.plan import RESERVED_SLUGS
from plans.policies import may_start
from plans.queries.starting import Choices, Filled, intended_by
from plans.services.rows import insert_rows
from teams.models import Team, User
from teams.services import activity

LONGEST_SLUG = 80


@service
def start_plan(
    *,
    template: Plan,
    lead: User,
    team: Team,
    start: date | None = None,
    end: date | None = None,
    manager: User | None = None,
    roles: Mapping[str, Filled] | None = None,
    country: str = "",
    slug: str = "",
    title: str = "",
    by: User | None,
    now: datetime,
) -> Plan:
    """Copy the template's rows with the people of `roles` (by name) and with due dates from `start`.

    Planned backwards from `end`, it is the latest start that keeps it. A start on a non-working day moves to the next
    working day. Roles that nobody fills keep their name. The same plan again (template, team, lead and start) is the
    one that is there. Without `slug` and `title` the plan takes them from the template. DomainError names what does
    not fit, and what to do.
    """
    if by is not None:
        may_start(by, team).require()
    # Two starts at once are one after the other.
    template = Plan.objects.select_for_update().get(pk=template.pk)
    intended = intended_by(Choices(template, team, lead, manager, start, end, country, roles or {}))
    there = Plan.objects.filter(template=template, team=team, lead=lead, start=intended.start).first()
    if there is not None:
        return _the_same(there, slug, title, manager, intended.people)
    plan = Plan.objects.create(
        kind=Plan.Kind.STARTED,
        slug=_free_slug(slug, title or template.name, team),
        title=title or template.title,
        front_matter=template.front_matter,
        template=template,
        team=team,
        lead=lead,
        manager=manager,
        start=intended.start,
        country=country,
        created_at=now,
    )
    due_on = due_dates(intended.start, intended.holidays)
    insert_rows(plan, _open(intended.document), now=now, people=intended.people, due_on=due_on)
    detail = {"template": template.slug, "lead": lead.name, "start": intended.start.isoformat()}
    activity.record(by=by, now=now, verb="started", subject=plan, team=team, detail=detail)
    return plan


def _the_same(plan: Plan, slug: str, title: str, manager: User | None, people: Mapping[str, Filled]) -> Plan:
    """The plan that is there, unless something else was asked for this time."""
    rows = plan.roles.select_related("person")
    same_people = all((row.person or row.person_name or None) == people.get(row.name) for row in rows)
    same_people = same_people and plan.manager_id == (manager and manager.pk)
    if slug not in {"", plan.slug} or title not in {"", plan.title} or not same_people:
        raise DomainError(
            f"{plan.lead} has this plan for {plan.team} from {plan.start} already: “{plan.slug}”. "
            "Open it, or start another one on another day."
        )
    return plan


def _open(document: doc.PlanDocument) -> doc.PlanDocument:
    """The document with nothing done yet, whatever was done in the plan that the template was made of."""
    phases = (
        replace(
            phase,
            goals=tuple(replace(goal, done=False) for goal in phase.goals),
            items=tuple(replace(item, done=False) for item in phase.items),
        )
        for phase in document.phases
    )
    return replace(document, phases=tuple(phases))


def _free_slug(wanted: str, name: str, team: Team) -> str:
    """The slug that was asked for, if it is free; without one, the name and the team's, numbered where it is taken."""
    if wanted in RESERVED_SLUGS:
        raise DomainError(f"“{wanted}” is a page of Waymark itself. Choose another slug.")
    if wanted:
        if Plan.objects.filter(slug=wanted).exists():
            raise DomainError(f"There is a plan “{wanted}” already. Choose another slug.")
        return wanted
    words = slugify(name)[:40].strip("-") or "plan"
    base = (words if words.endswith(team.slug) else f"{words}-{team.slug}")[: LONGEST_SLUG - 4].strip("-")
    taken = set(Plan.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    tries = (base, *(f"{base}-{n}" for n in range(2, 1000)))
    return next(slug for slug in tries if slug not in taken | RESERVED_SLUGS)
