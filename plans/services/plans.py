"""Starting a plan from a template."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from django.utils.text import slugify

from common.decisions import DomainError
from common.services import service
from plans import document as doc
from plans.models import Plan
from plans.policies import may_start
from plans.queries.documents import document_of
from plans.schedule import first_working_day
from plans.services.dates import due_dates, holidays_for
from plans.services.rows import insert_rows
from teams.models import Team, User
from teams.services import activity

LEAD = "Me"  # a plan is written by the lead for the lead, who is this role
LONGEST_SLUG = 80


@service
def start_plan(
    *,
    template: Plan,
    lead: User,
    team: Team,
    start: date,
    roles: Mapping[str, User] | None = None,
    country: str = "",
    slug: str = "",
    title: str = "",
    by: User | None,
    now: datetime,
) -> Plan:
    """Copy the template's rows with the people of `roles` (by name) and with due dates from `start`.

    A start on a non-working day moves to the next working day. Roles that nobody fills keep their name. The same
    plan again (template, team, lead and start) is the one that is there. Without `slug` and `title` the plan takes
    them from the template. DomainError names what does not fit, and what to do.
    """
    if by is not None:
        may_start(by, team).require()
    template = Plan.objects.select_for_update().get(
        pk=template.pk
    )  # two starts at once are one after the other
    _require_startable(template, lead, team)
    document = document_of(template)
    people = _people(document, lead, roles or {})
    holidays = holidays_for(country, start, document)
    start = first_working_day(start, holidays)
    there = Plan.objects.filter(template=template, team=team, lead=lead, start=start).first()
    if there is not None:
        return _the_same(there, slug, title, people)
    plan = Plan.objects.create(
        kind=Plan.Kind.STARTED,
        slug=_free_slug(slug, title or template.name, team),
        title=title or template.title,
        front_matter=template.front_matter,
        template=template,
        team=team,
        lead=lead,
        start=start,
        country=country,
        created_at=now,
    )
    insert_rows(plan, _open(document), now=now, people=people, due_on=due_dates(start, holidays))
    detail = {"template": template.slug, "lead": lead.name, "start": start.isoformat()}
    activity.record(by=by, now=now, verb="started", subject=plan, team=team, detail=detail)
    return plan


def _the_same(plan: Plan, slug: str, title: str, people: Mapping[str, User]) -> Plan:
    """The plan that is there, unless something else was asked for this time."""
    same_people = all(row.person == people.get(row.name) for row in plan.roles.select_related("person"))
    if slug not in {"", plan.slug} or title not in {"", plan.title} or not same_people:
        raise DomainError(
            f"{plan.lead} has this plan for {plan.team} from {plan.start} already: “{plan.slug}”. "
            "Open it, or start another one on another day."
        )
    return plan


def _require_startable(template: Plan, lead: User, team: Team) -> None:
    if template.kind != Plan.Kind.TEMPLATE:
        raise DomainError(f"“{template.slug}” is a started plan. Start from a template.")
    if team.archived_on is not None:
        raise DomainError(f"{team.name} is archived. Choose a team that is at work.")
    if not lead.is_active:
        raise DomainError(f"{lead.name} may not sign in any more. Choose another lead.")


def _people(document: doc.PlanDocument, lead: User, roles: Mapping[str, User]) -> dict[str, User]:
    """Who fills which role; the lead is "Me"."""
    unknown = [name for name in roles if name not in document.roles]
    if unknown:
        known = ", ".join(document.roles) or "none"
        raise DomainError(f"The template has no role “{unknown[0]}”. Its roles: {known}.")
    if roles.get(LEAD, lead) != lead:
        raise DomainError(
            f"The role “{LEAD}” is the lead's, {lead.name}. Leave it out, or name the same person."
        )
    return {**roles, LEAD: lead}


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
    if wanted:
        if Plan.objects.filter(slug=wanted).exists():
            raise DomainError(f"There is a plan “{wanted}” already. Choose another slug.")
        return wanted
    words = slugify(name)[:40].strip("-") or "plan"
    base = (words if words.endswith(team.slug) else f"{words}-{team.slug}")[: LONGEST_SLUG - 4].strip("-")
    taken = set(Plan.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, 1000))) if slug not in taken)
