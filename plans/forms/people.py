"""The form that says who is who in a running plan."""

from collections.abc import Sequence
from typing import Any

from django import forms

from plans.forms.start import PersonField, find_people
from plans.models import Plan
from plans.queries.plan_people import RoleLine
from plans.queries.starting import LEAD, Filled
from teams.models import User


class PeopleForm(forms.Form):
    """`version` is the plan's as the page showed it. One more field for each role but the lead's: `role_0` …"""

    lead = PersonField(help_text="Whose plan it is: “Me” in its words.")
    manager = PersonField(required=False, help_text="Who agrees on metrics and answers check-ins.")
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, plan: Plan, roles: Sequence[RoleLine]) -> None:
        first = {"lead": _written(plan.lead), "manager": _written(plan.manager), "version": plan.version}
        super().__init__(data, initial=first, label_suffix="")
        self.plan = plan
        self.roles = [line.row for line in roles if line.row.name != LEAD]
        for n, row in enumerate(self.roles):
            field = PersonField(takes_names=True, required=False, label=row.name)
            field.initial = _written(row.person) or row.person_name
            self.fields[f"role_{n}"] = field

    def clean(self) -> None:
        find_people(self, [self.plan.lead, self.plan.manager, *(row.person for row in self.roles)])

    @property
    def people(self) -> dict[str, Filled | None]:
        """Of a valid form, by the name of the role; None where it is empty."""
        return {row.name: self.cleaned_data[f"role_{n}"] for n, row in enumerate(self.roles)}


def _written(person: User | None) -> str:
    return person.email if person else ""
