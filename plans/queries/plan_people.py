"""Who is who in a running plan: its lead, its manager, and who fills which role."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from plans.models import Item, Plan, PlanRole
from plans.queries.dates import MovedLine, moves_of

HANDED = "handed roles over"  # verb of a change of people


@dataclass(frozen=True, slots=True)
class RoleLine:
    """A role, and how many items it owns that are still to be done."""

    row: PlanRole
    still_open: int

    @property
    def who(self) -> str:
        """Empty where nobody fills it yet."""
        return self.row.person.name if self.row.person else self.row.person_name


@dataclass(frozen=True, slots=True)
class PeoplePage:
    roles: Sequence[RoleLine]
    weeks: int
    changes: Sequence[MovedLine]


def people_page(plan: Plan) -> PeoplePage:
    """Three statements, however many roles and items."""
    is_open = Q(ownerships__item__isnull=False) & ~Q(ownerships__item__state__in=Item.FINAL)
    rows = plan.roles.select_related("person").annotate(n=Count("ownerships", filter=is_open))
    return PeoplePage(
        roles=[RoleLine(row, row.n) for row in rows.order_by("position")],
        weeks=max(plan.phases.values_list("last_week", flat=True), default=1),
        changes=moves_of(plan, HANDED),
    )
