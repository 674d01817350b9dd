"""Started plans as the rows of a spreadsheet name them: their phases, their roles, and their items in cells."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from common.days import organisation_day
from common.spreadsheets.sheet import Cell
from common.spreadsheets.values import BadCell
from plans.document.headings import default_label
from plans.document.text import one_line
from plans.document.values import ALL, format_owners
from plans.item_amounts import count_in_words
from plans.models import Item, Ownership, Phase, Plan, PlanRole


@dataclass(frozen=True)
class PlanCells:
    """A started plan with its phases and roles, each in their order."""

    plan: Plan
    phases: Sequence[Phase]
    roles: Sequence[PlanRole]

    @cached_property
    def phase_names(self) -> Mapping[int, str]:
        """The title of each phase; where another has the same, its place: "#2"."""
        titles = [_plain(phase.title) for phase in self.phases]
        return {
            phase.pk: phase.title if phase.title and titles.count(title) == 1 else f"#{n}"
            for n, (phase, title) in enumerate(zip(self.phases, titles, strict=True), start=1)
        }

    @cached_property
    def role_names(self) -> Mapping[int, str]:
        return {role.pk: role.name for role in self.roles}

    def phase_named(self, words: str) -> Phase:
        """By its name in exports, its label in the document, or its weeks ("weeks 1-2", "3"). BadCell for another."""
        wanted = _plain(words)
        by_name = [phase for phase in self.phases if _plain(self.phase_names[phase.pk]) == wanted]
        found = by_name or [phase for phase in self.phases if wanted in _other_names(phase)]
        if len(found) == 1:
            return found[0]
        names = "; ".join(self.phase_names.values())
        raise BadCell(f"“{words[:40]}” is no phase of this plan. Write one of: {names[:300]}.")

    def roles_named(self, names: Iterable[str]) -> list[int]:
        """The roles, by their names or those of the people who fill them; BadCell for a name that nobody has."""
        return list(dict.fromkeys(self._role_named(name) for name in names))

    def _role_named(self, name: str) -> int:
        wanted = name.casefold()
        by_role = [role.pk for role in self.roles if role.name.casefold() == wanted]
        found = by_role or [role.pk for role in self.roles if wanted in _people_of(role)]
        if len(found) == 1:
            return found[0]
        known = ", ".join(self.role_names.values())
        raise BadCell(f"“{name[:40]}” is no role of this plan. Write one of: {known[:300]}.")

    def cells_of(self, item: Item, owners: Sequence[int]) -> dict[str, Cell]:
        """The item as an export has it, by column; `owners` are ids of roles, the accountable one first."""
        names = tuple(self.role_names[role] for role in owners)
        return {
            "plan": self.plan.slug,
            "item": item.pk,
            "phase": self.phase_names[item.phase_id],
            "kind": Item.Kind(item.kind).label,
            "title": item.title,
            "why": item.why,
            "owners": format_owners(names, ALL if item.everyone else ""),
            "due": item.due_on,
            "state": Item.State(item.state).label,
            "reason": item.reason,
            "blocked_by": item.blocked_by,
            "done_on": organisation_day(item.done_at) if item.done_at else None,
            "outcome_expected": item.outcome_expected,
            "outcome": item.outcome_actual,
            "attendees": item.who,
            "effort": item.effort_words,
            "count": count_in_words(item.count_low, item.count_high, item.count_words),
            "practice": item.practice_key,
            "target_level": item.target_level,
            "description": item.body,
        }


def plan_cells(plans: Sequence[Plan]) -> dict[int, PlanCells]:
    """By plan. Two statements."""
    phases: dict[int, list[Phase]] = defaultdict(list)
    for phase in Phase.objects.filter(plan__in=plans).order_by("position"):
        phases[phase.plan_id].append(phase)
    roles: dict[int, list[PlanRole]] = defaultdict(list)
    for role in PlanRole.objects.filter(plan__in=plans).select_related("person").order_by("position"):
        roles[role.plan_id].append(role)
    return {plan.pk: PlanCells(plan, phases[plan.pk], roles[plan.pk]) for plan in plans}


def owners_by_item(items: Iterable[Item]) -> Mapping[int, list[int]]:
    """Ids of roles, the accountable one first. One statement."""
    found: dict[int, list[int]] = defaultdict(list)
    rows = Ownership.objects.filter(item__in=[item.pk for item in items]).order_by("-accountable", "position")
    for item, role in rows.values_list("item_id", "role_id"):
        found[item].append(role)
    return found


def _other_names(phase: Phase) -> set[str]:
    return {_plain(phase.label), _plain(default_label(phase.first_week, phase.last_week))} - {""}


def _plain(name: str) -> str:
    """Without what people write one way or the other: "Weeks 1–2" and "1-2" are the same."""
    return one_line(name).casefold().replace("–", "-").removeprefix("weeks ").removeprefix("week ")


def _people_of(role: PlanRole) -> set[str]:
    names = (role.person.name, role.person.email) if role.person else (role.person_name,)
    return {name.casefold() for name in names if name}
