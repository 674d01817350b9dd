"""Every policy, asked for everybody whom it tells apart, in the usual state of what it is about."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import ModuleType
from typing import Any

from common.decisions import Decision
from maturity import policies as maturity
from maturity.models import Cycle
from plans import policies as plans
from plans.models import Change, Plan
from plans.queries.visible import visible_plans
from plans.services.changes import Edit, change_rows
from teams import policies as teams
from teams.models import Team, User
from tests import build
from tests.plans import building

OF_TEAMS = ("outsider", "team member", "team lead", "leadership", "administrator")
OF_PLANS = ("outsider", "team member", "in a role", "plan's lead", "plan's manager", *OF_TEAMS[2:])

type Policy = Callable[..., Decision]


@dataclass(frozen=True)
class World:
    """`people` by whom they are; the newcomer is somebody else, who never signed in. The plan runs, one cycle takes
    answers and one is over."""

    people: Mapping[str, User]
    newcomer: User
    team: Team
    plan: Plan
    change: Change
    running: Cycle
    over: Cycle

    def arguments(self, user: User) -> dict[str, Any]:
        """What a policy is asked with, by the names of its parameters."""
        return {
            "user": user,
            "person": self.newcomer,
            "role": teams.role_in(user, self.team),
            "team": self.team,
            "cycle": self.running,
            "today": build.NOW.date(),
            "plan": self.plan,
            "change": self.change,
        }


@dataclass(frozen=True)
class Case:
    """A policy in a state of things, which `when` names where it is not the usual one.

    `over` asks of the cycle that is over; `more` are arguments of this state.
    """

    policy: Policy
    when: str = ""
    over: bool = False
    more: Mapping[str, object] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The question that the docstring begins with."""
        question = " ".join((inspect.getdoc(self.policy) or "").partition("?")[0].split()) + "?"
        return f"{question} {self.when}".strip()

    def ask(self, who: str, world: World) -> Decision:
        known = world.arguments(world.people[who]) | ({"cycle": world.over} if self.over else {})
        needed = {name: known[name] for name in self._needed}
        return self.policy(**{**needed, **self.more})

    def hides(self, who: str, world: World) -> bool:
        """Whether they are not even told that there is anything to ask about."""
        user = world.people[who]
        if {"plan", "change"} & self._needed:
            return not visible_plans(user).filter(pk=world.plan.pk).exists()
        if {"role", "cycle"} & self._needed:
            return maturity.is_outsider(user, teams.role_in(user, world.team))
        return False

    @property
    def _needed(self) -> set[str]:
        parameters = inspect.signature(self.policy).parameters.values()
        return {one.name for one in parameters if one.default is one.empty}


CORRECTING = "While a correction is open."
STATES: dict[Policy, tuple[Case, ...]] = {
    teams.may_forget: (
        Case(teams.may_forget, "Who still works here."),
        Case(teams.may_forget, "Who left.", more={"person": User(pk=0, name="Newcomer", is_active=False)}),
    ),
    maturity.may_see_draft: (
        Case(maturity.may_see_draft),
        Case(maturity.may_see_draft, CORRECTING, more={"correcting": True}),
    ),
    maturity.may_answer: (
        Case(maturity.may_answer, "In an open cycle."),
        Case(maturity.may_answer, "In a closed cycle.", over=True),
        Case(maturity.may_answer, CORRECTING, over=True, more={"correcting": True}),
    ),
    maturity.may_open_correction: (Case(maturity.may_open_correction, over=True),),
    plans.may_undo: (Case(plans.may_undo, "Made by its lead."),),
}


def policies(module: ModuleType) -> Iterator[Policy]:
    """Those of an app, in the order in which they are written."""
    found = [
        function
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if name.startswith("may_") and function.__module__ == module.__name__
    ]
    yield from sorted(found, key=lambda function: function.__code__.co_firstlineno)


def cases(module: ModuleType) -> list[Case]:
    return [case for policy in policies(module) for case in STATES.get(policy, (Case(policy),))]


GROUPS = {
    "The workspace and its people": (OF_TEAMS, cases(teams)),
    "Self-assessments, cycles and models": (OF_TEAMS, cases(maturity)),
    "Plans": (OF_PLANS, cases(plans)),
}
CASES = [case for _, group in GROUPS.values() for case in group]


def a_world() -> World:
    roles = {"leadership": User.Role.LEADERSHIP, "administrator": User.Role.ADMINISTRATOR}
    people = {name: build.user(name.capitalize(), role=roles.get(name, "member")) for name in OF_PLANS}
    team = build.team("Ledger", lead=people["team lead"], member=people["team member"])
    version = build.version()
    over = build.cycle(version, quarter="2026-q3", state=Cycle.State.CLOSED)
    lead, manager = people["plan's lead"], people["plan's manager"]
    plan = building.started(lead=lead, manager=manager, team=team, start=date(2026, 11, 16))
    plan.roles.filter(name="Engineer A").update(person=people["in a role"], person_name="")
    change = change_rows(
        plan=plan, edits=[Edit(plan, {"country": "GB"})], verb="edited", by=lead, now=build.NOW
    )
    assert change is not None
    return World(people, build.user("Newcomer"), team, plan, change, build.cycle(version), over)
