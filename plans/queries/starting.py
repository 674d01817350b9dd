"""For whom and with whom a person may start a plan, and every date that it would have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from common.decisions import DomainError
from common.markdown import plain_text
from plans import document as doc
from plans.dates import Holidays, due_dates, start_and_holidays, weeks_of
from plans.models import Item, Plan
from plans.queries.documents import document_of
from plans.schedule import days_of, end_of_week, week_span
from teams.models import Membership, Team, User
from teams.policies import oversees

LEAD = "Me"  # a plan is written by the lead for the lead, who is this role
ALL = "All"
MOST_SUGGESTED = 500  # names offered while typing; others can be typed in full

type Filled = User | str
"""Who fills a role: a person, or the name of somebody without an account."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What somebody chose for a plan: its `start` or, planned backwards, the `end` that it keeps."""

    template: Plan
    team: Team
    lead: User
    manager: User | None = None
    start: date | None = None
    end: date | None = None
    country: str = ""
    roles: Mapping[str, Filled] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Intended:
    """What that comes to: the document, who fills which role, working day 1, the holidays."""

    document: doc.PlanDocument
    people: Mapping[str, Filled]
    start: date
    holidays: Holidays


@dataclass(frozen=True, slots=True)
class WeekDates:
    """`first` is a calendar day, and `last_working_day` what the week ends on."""

    week: int
    first: date
    last_working_day: date


@dataclass(frozen=True, slots=True)
class ItemDates:
    """`kind` as the model has it; `offset` in words, or the pinned day; owners by name, or by role where nobody is."""

    phase: str
    kind: str
    title: str
    offset: str
    due: date
    owners: Sequence[str]

    @property
    def kind_name(self) -> str:
        return Item.Kind(self.kind).label.lower()

    @property
    def is_pinned(self) -> bool:
        return self.offset == self.due.isoformat()


@dataclass(frozen=True, slots=True)
class StartPreview:
    """Every date of a plan before it is started, and the roles that nobody fills yet."""

    start: date
    ends_on: date
    weeks: Sequence[WeekDates]
    items: Sequence[ItemDates]
    unfilled_roles: Sequence[str]

    def day(self, n: int) -> date:
        """Day `n` in role."""
        return self.start + timedelta(days=n - 1)

    @property
    def milestones(self) -> list[tuple[int, date]]:
        """Day 30, 60 and 90, which success metrics are reviewed on."""
        return [(n, self.day(n)) for n in (30, 60, 90)]

    def as_json(self) -> dict[str, Any]:
        weeks = [
            {"week": each.week, "first": str(each.first), "last_working_day": str(each.last_working_day)}
            for each in self.weeks
        ]
        items = [
            {
                "phase": each.phase,
                "kind": each.kind,
                "title": each.title,
                "offset": each.offset,
                "due": str(each.due),
                "owners": list(each.owners),
            }
            for each in self.items
        ]
        unfilled = list(self.unfilled_roles)
        return {"weeks": weeks, "day_90": str(self.day(90)), "items": items, "unfilled_roles": unfilled}


def startable_teams(user: User) -> QuerySet[Team]:
    """Teams that are not archived; for members of the organisation those alone that they lead."""
    teams = Team.objects.filter(archived_on=None)
    if oversees(user):
        return teams
    return teams.filter(memberships__user=user, memberships__role=Membership.Role.LEAD)


def suggested_people() -> list[tuple[str, str]]:
    """E-mail address and name of people who may sign in."""
    people = User.objects.filter(is_active=True).order_by("name", "pk")
    return list(people.values_list("email", "name")[:MOST_SUGGESTED])


def is_taken(plan: Plan, *, lead: int | None, start: date | None) -> bool:
    """Whether another plan from the same template, of the same team, has this lead and this start."""
    same = Plan.objects.filter(template=plan.template_id, team=plan.team_id, lead=lead, start=start)
    return plan.template_id is not None and same.exclude(pk=plan.pk).exists()


def start_preview(choices: Choices) -> StartPreview:
    """Five statements, however long the plan. DomainError where a plan could not be started so."""
    intended = intended_by(choices)
    document, start, holidays = intended.document, intended.start, intended.holidays
    due_on, weeks = due_dates(start, holidays), weeks_of(document)
    return StartPreview(
        start=start,
        ends_on=start + timedelta(days=days_of(weeks) - 1),
        weeks=[
            WeekDates(k, week_span(start, k)[0], end_of_week(start, k, holidays)) for k in range(1, weeks + 1)
        ],
        items=[
            ItemDates(
                phase=plain_text(phase.title or phase.label),
                kind=item.kind,
                title=plain_text(item.title),
                offset=_offset(phase, item),
                due=due_on(phase, item),
                owners=_owners(item, intended.people),
            )
            for phase in document.phases
            for item in phase.items
        ],
        unfilled_roles=[name for name in document.roles if name not in intended.people],
    )


def intended_by(choices: Choices) -> Intended:
    """DomainError names what does not fit, and what to do."""
    _require_startable(choices)
    document = document_of(choices.template)
    people = _people(document, choices.lead, choices.roles)
    start, holidays = start_and_holidays(document, choices.country, start=choices.start, end=choices.end)
    return Intended(document, people, start, holidays)


def _require_startable(choices: Choices) -> None:
    if choices.template.kind != Plan.Kind.TEMPLATE:
        raise DomainError(f"“{choices.template.slug}” is a started plan. Start from a template.")
    if choices.team.archived_on is not None:
        raise DomainError(f"{choices.team.name} is archived. Choose a team that is at work.")
    if not choices.lead.is_active:
        raise DomainError(f"{choices.lead.name} may not sign in any more. Choose another lead.")
    if choices.manager == choices.lead:
        raise DomainError(
            f"{choices.lead.name} leads the plan and cannot be its manager as well. Choose somebody else, or nobody."
        )


def _people(document: doc.PlanDocument, lead: User, roles: Mapping[str, Filled]) -> dict[str, Filled]:
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


def _offset(phase: doc.Phase, item: doc.Item) -> str:
    due = item.due
    if due is None or due.kind == "week_end":
        return f"end of week {due.n if due else phase.last_week}"
    return str(due.day) if due.kind == "pinned" else f"working day {due.n}"


def _owners(item: doc.Item, people: Mapping[str, Filled]) -> list[str]:
    filled = ((name, people.get(name)) for name in item.owners)
    names = [each.name if isinstance(each, User) else each or name for name, each in filled]
    return [*names, ALL] if item.everyone else names
