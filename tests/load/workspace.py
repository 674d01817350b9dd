"""Fills a workspace for a load: teams whose leads share an assessment and a plan, and readers."""

from datetime import UTC, datetime, timedelta

from django.db.models import Value
from django.db.models.functions import Concat
from django.urls import reverse

from common.days import organisation_day
from maturity.services.snapshots import take_outdated
from plans.models import Item, Plan, PlanRole
from plans.services.notes import add_note
from plans.services.plans import start_plan
from teams.models import Membership, Team, User
from tests import build
from tests.benchmarks import organisation
from tests.load.crowd import Crowd, Reader, Writer
from tests.plans import building
from tests.teams_at_work import CYCLE, DIMENSIONS, fill, signed_in

TOGETHER = 5  # people of a team
ITEMS = 2 * TOGETHER
"""The first half are ticked, each by one person; about the second half everybody talks."""


def crowd(readers: int, writers: int) -> Crowd:
    now, made = datetime.now(UTC), Crowd()
    _figures(max(readers // 4, 5), now)
    work = fill(-(-writers // TOGETHER), TOGETHER)
    template = building.template(building.long_document(ITEMS), "load")
    for slug, sessions in zip(work.teams, work.sessions, strict=True):
        team = Team.objects.get(slug=slug)
        plan = _plan(template, team, now)
        made.writers.extend(_writers(team, plan, sessions, now))
    teams = list(Team.objects.filter(slug__in=work.teams).order_by("pk"))
    made.readers.extend(_reader(number, teams[number % len(teams)]) for number in range(readers))
    del made.writers[writers:]
    return made


def _figures(teams: int, now: datetime) -> None:
    """Of other teams, for the matrix and the trends, as far as today."""
    organisation.build(teams=teams, quarters=2, first=now.date() - timedelta(days=180))
    Team.objects.update(slug=Concat(Value("other-"), "slug"))
    for _ in take_outdated(until=organisation_day(), by=None, now=now):
        pass


def _plan(template: Plan, team: Team, now: datetime) -> Plan:
    people = [each.user for each in team.memberships.order_by("pk").select_related("user")]
    start = now.date() - timedelta(days=now.weekday())
    plan = start_plan(template=template, lead=people[0], team=team, start=start, by=people[0], now=now)
    for number, person in enumerate(people):
        PlanRole.objects.create(plan=plan, name=f"Writer {number}", person=person, position=100 + number)
    return plan


def _writers(team: Team, plan: Plan, sessions: list[str], now: datetime) -> list[Writer]:
    note = add_note(plan=plan, phase=None, title="What we agreed", body="Nothing yet.", by=plan.lead, now=now)
    items = list(Item.objects.filter(phase__plan=plan).order_by("pk"))
    return [
        Writer(
            session=session,
            assessment=_assessment(team),
            item=_of_plan("plan_item", plan, items[number].pk),
            talk=_of_plan("plan_item", plan, items[TOGETHER + number // 2].pk),
            note=_of_plan("plan_note", plan, note.pk),
        )
        for number, session in enumerate(sessions)
    ]


def _reader(number: int, team: Team) -> Reader:
    """Every fifth is of the leadership and reads plans; the others are members of a team."""
    leads = number % 5 == 0
    person = build.user(f"Reader {number}", role=User.Role.LEADERSHIP if leads else User.Role.MEMBER)
    everybodys = [
        reverse("matrix"),
        reverse("matrix"),
        reverse("trends"),
        reverse("my_week"),
        reverse("gaps"),
    ]
    if not leads:
        Membership.objects.create(team=team, user=person, role=Membership.Role.MEMBER)
        return Reader(signed_in(person), [*everybodys, reverse("team", args=(team.slug,)), _assessment(team)])
    plan = Plan.objects.get(team=team)
    item = Item.objects.filter(phase__plan=plan).order_by("pk")[TOGETHER]
    own = [reverse(name, args=(plan.slug,)) for name in ("plan", "plan_notes", "plan_timeline")]
    return Reader(signed_in(person), [*everybodys, *own, _of_plan("plan_item", plan, item.pk)])


def _assessment(team: Team) -> str:
    return reverse("assessment_dimension", args=(team.slug, CYCLE, DIMENSIONS[0]))


def _of_plan(name: str, plan: Plan, row: int) -> str:
    return reverse(name, args=(plan.slug, row))
