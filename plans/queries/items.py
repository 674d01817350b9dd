"""The items of a plan as a page shows them: owners as initials, the due date in words."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import QuerySet

from common.markdown import first_words, plain_text
from common.rows import Compiled
from plans.models import Item, Ownership, Plan, PlanRole
from plans.outcomes import is_outcome_missing
from plans.queries.item_rows import ItemRow, Listed
from plans.schedule import is_late

_KINDS = {value: words.lower() for value, words in Item.Kind.choices}
_STATES = {value: words.lower() for value, words in Item.State.choices}


class Owner(NamedTuple):
    """`name` is the person's, or the role's where nobody fills it yet; `hint` says both."""

    initials: str
    name: str
    hint: str


EVERYONE = Owner("All", "everyone in the plan", "Everyone in the plan")


class ItemLine(NamedTuple):
    """`title` is one line of Markdown, `label` the same as words; `line` says why, or what it is about."""

    pk: int
    phase: int
    kind: str
    title: str
    label: str
    line: str
    owners: tuple[Owner, ...]
    due_on: date | None
    days_late: int
    is_today: bool
    is_done: bool
    is_outcome_missing: bool
    state: str
    state_words: str
    reason: str
    blocked_by: str
    version: int

    @property
    def tone(self) -> str:
        """The style of its kind's pill; the words beside it say the same."""
        if self.is_done:
            return "good"
        if self.days_late:
            return "bad"
        return "warn" if self.is_today else ""


def days_late(item: Listed, today: date) -> int:
    """0 where the item is not late."""
    if item.due_on is None or not is_late(item.due_on, item.is_open, today):
        return 0
    return (today - item.due_on).days


def owners_of(plan: Plan) -> Mapping[int, list[Owner]]:
    """The owners of all items of the plan by item, the accountable one first. One statement."""
    return _owners(Ownership.objects.filter(item__phase__plan=plan))


def roles_and_owners(plan: Plan) -> tuple[dict[int, str], Mapping[int, list[Owner]]]:
    """The roles of the plan by id, each with who fills it in words, and `owners_of`. One statement for both."""
    roles: dict[int, tuple[int, str]] = {}
    found: dict[int, list[Owner]] = defaultdict(list)
    for pk, position, role, person, without_account, item in _ROLES.rows(plan.pk):
        owner = _owner(role, person or without_account)
        roles[pk] = (position, owner.hint)
        if item is not None:
            found[item].append(owner)
    return {pk: hint for pk, (_, hint) in sorted(roles.items(), key=lambda each: each[1])}, found


def _roles(plan: int) -> "QuerySet[PlanRole, tuple[Any, ...]]":
    rows = PlanRole.objects.filter(plan=plan).order_by("ownerships__position", "position")
    return rows.values_list("pk", "position", "name", "person__name", "person_name", "ownerships__item_id")


_ROLES = Compiled(_roles, numbers=frozenset({0}))


def owners_among(items: Iterable[Item]) -> Mapping[int, list[Owner]]:
    """The same of some items, of whichever plans."""
    return _owners(Ownership.objects.filter(item__in=[item.pk for item in items]))


def _owners(rows: QuerySet[Ownership]) -> Mapping[int, list[Owner]]:
    found: dict[int, list[Owner]] = defaultdict(list)
    names = rows.order_by("position").values_list(
        "item_id", "role__name", "role__person__name", "role__person_name"
    )
    for item, role, person, without_account in names:
        found[item].append(_owner(role, person or without_account))
    return found


@lru_cache(maxsize=512)
def _owner(role: str, person: str | None) -> Owner:
    name = person or role
    hint = f"{person} ({role})" if person and role != "Me" else person or f"{role} (nobody yet)"
    return Owner(initials(name), name, hint)


def owners_of_item(rows: Iterable[Ownership], roles: Mapping[int, PlanRole]) -> list[Owner]:
    """The same for one item, from its rows and the roles of its plan by id."""
    return [owner_of(roles[row.role_id]) for row in rows]


def owner_of(role: PlanRole) -> Owner:
    """Who a role is; `role` with its person."""
    return _owner(role.name, role.person.name if role.person else role.person_name)


def initials(name: str) -> str:
    """Of the first and the last word: "Priya Raman" is PR."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def lines(items: Iterable[Listed], owners: Mapping[int, list[Owner]], today: date) -> tuple[ItemLine, ...]:
    return tuple(
        (_line_of_row if isinstance(item, ItemRow) else _line)(item, tuple(owners.get(item.pk, ())), today)
        for item in items
    )


def _line(item: Listed, owners: tuple[Owner, ...], today: date) -> ItemLine:
    return ItemLine(
        pk=item.pk,
        phase=item.phase_id,
        kind=_KINDS[item.kind],
        title=item.title,
        label=plain_text(item.title),
        line=plain_text(item.why or item.outcome_expected) or first_words(item.body) or plain_text(item.who),
        owners=(*owners, EVERYONE) if item.everyone else owners,
        due_on=item.due_on,
        days_late=days_late(item, today),
        is_today=item.due_on == today,
        is_done=item.is_done,
        is_outcome_missing=is_outcome_missing(item.kind, item.state, item.due_on, item.outcome_actual, today),
        state=item.state,
        state_words=_STATES[item.state],
        reason=item.reason,
        blocked_by=item.blocked_by,
        version=item.version,
    )


# A row is equal to another only where all that a line says is; of items themselves that would be their key alone.
_line_of_row = lru_cache(maxsize=2048)(_line)
