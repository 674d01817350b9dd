"""What is due from a person: in plans, and in the self-assessments of their teams. One line each, whatever it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Q
from django.urls import reverse

from common.days import organisation_day
from maturity.queries.reminders import Due, leads_with_dues
from maturity.queries.votes import Notice, votes_asked
from plans.models import Item, Plan
from plans.queries.items import ItemLine, Owner, lines, owners_among
from plans.queries.own_items import is_in_its_plan, own_items
from plans.reminders import week_of
from teams.models import User


@dataclass(frozen=True, slots=True)
class Place:
    """The plan or the team that something is due in. `country`: whose holidays the plan keeps, "" for nobody's."""

    name: str
    address: str
    country: str = ""


@dataclass(frozen=True, slots=True)
class Tick:
    """Where the person marks an item as done, and the version of it that they see."""

    address: str
    pk: int
    version: int


@dataclass(frozen=True, slots=True)
class Duty:
    """`due_on` is None for what waits for the person without a day: `when` says so.

    `about` is a line below its name. `tick` is there for an item that the person may tick.
    """

    label: str
    kind: str
    place: Place
    address: str
    due_on: date | None
    days_late: int
    is_today: bool
    about: str = ""
    when: str = ""
    owners: Sequence[Owner] = ()
    is_done: bool = False
    tick: Tick | None = None

    @property
    def tone(self) -> str:
        """The style of its kind's pill; the words beside it say the same."""
        if self.is_done:
            return "good"
        return "bad" if self.days_late else "warn" if self.is_today else ""


def item_duties(user: User, *, now: datetime, until: date) -> list[Duty]:
    """Items still to be done that are due up to `until`, and those that were done since Monday. Three statements.

    By due day, on each day what the person answers for first. Every plan is one that they may see.
    """
    today = user.local(now).date()
    monday = datetime.combine(week_of(today)[0], time(), tzinfo=user.zone)
    is_due = Q(due_on__lte=until) & ~Q(state__in=Item.FINAL)
    rows = Item.objects.filter(is_due | Q(state=Item.State.DONE, done_at__gte=monday))
    found = sorted(own_items(user, rows), key=_order)
    shown = lines(found, owners_among(found), today)
    return [_of_item(user, item, line) for item, line in zip(found, shown, strict=True)]


def _order(item: Item) -> tuple[date, bool, bool, int, int]:
    is_accountable, is_own = item.is_accountable, item.is_own  # type: ignore[attr-defined]  # from `own_items`
    return item.due_on or date.max, not is_accountable, not is_own, -item.phase.plan_id, item.position


def _of_item(user: User, item: Item, line: ItemLine) -> Duty:
    plan = item.phase.plan
    done = reverse("plan_item_done", args=(plan.slug, item.pk))
    return Duty(
        label=line.label,
        kind=line.kind,
        place=place_of(plan),
        address=reverse("plan_item", args=(plan.slug, item.pk)),
        due_on=line.due_on,
        days_late=line.days_late,
        is_today=line.is_today,
        about=line.line,
        owners=line.owners,
        is_done=line.is_done,
        tick=Tick(done, item.pk, item.version) if is_in_its_plan(user, item) else None,
    )


def place_of(plan: Plan) -> Place:
    return Place(plan.name, reverse("plan", args=(plan.slug,)), plan.country)


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
    return Duty(
        label=f"{due.cycle.name}: hand in for {due.team.name}",
        kind="self-assessment",
        place=_team(due.team.name, due.team.slug),
        address=reverse("assessment", args=(due.team.slug, due.cycle.slug)),
        due_on=due.cycle.due,
        days_late=max((today - due.cycle.due).days, 0),
        is_today=due.cycle.due == today,
        about=due.progress,
    )


def _of_vote(notice: Notice) -> Duty:
    practices = "practice" if notice.left == 1 else "practices"
    return Duty(
        label=f"{notice.cycle_name}: vote on {notice.left} {practices}",
        kind="vote",
        place=_team(notice.team_name, notice.team),
        address=reverse("ballots", args=(notice.team, notice.cycle)),
        due_on=None,
        days_late=0,
        is_today=True,
        about="Nobody sees your level before the vote is revealed.",
        when="open now",
    )


def _team(name: str, slug: str) -> Place:
    return Place(name, reverse("team", args=(slug,)))
