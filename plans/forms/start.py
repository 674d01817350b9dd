"""The form that starts a plan from a template."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.validators import validate_email
from django.db.models.functions import Lower

from plans.models import Plan
from plans.queries.starting import LEAD, Choices, Filled
from plans.schedule import KNOWN_COUNTRIES
from teams.models import Team, User

LONGEST_NAME = 120
WHEN = {"start": "Forwards from its first day", "end": "Backwards from its last day"}


def people_by_email(emails: Iterable[str]) -> Mapping[str, User]:
    """Active people by their address in lower case. One statement."""
    wanted = {email.lower() for email in emails}
    found = User.objects.annotate(lower=Lower("email")).filter(lower__in=wanted, is_active=True)
    return {person.email.lower(): person for person in found}


class PersonField(forms.CharField):
    """An e-mail address; `takes_names` where a name will do for somebody without an account.

    The form that holds it looks all of its people up together (`found_people`).
    """

    def __init__(self, *, takes_names: bool = False, **options: Any) -> None:
        widget = forms.TextInput(attrs={"list": "people", "autocomplete": "off"})
        super().__init__(widget=widget, max_length=254, **options)
        self.takes_names = takes_names

    def is_name(self, value: str) -> bool:
        return self.takes_names and "@" not in value

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not self.is_name(value):
            validate_email(value)
        elif len(value) > LONGEST_NAME:
            raise forms.ValidationError(f"A name has {LONGEST_NAME} characters at most.")


def find_people(form: forms.Form, known: Iterable[User | None] = ()) -> None:
    """Puts people in the place of addresses, None in the place of nothing, and says which address is nobody's.

    Whoever is `known` may stay, also without signing in any more.
    """
    named = {
        name: value
        for name, field in form.fields.items()
        if isinstance(field, PersonField) and (value := form.cleaned_data.get(name)) is not None
    }
    fields = {name: field for name, field in form.fields.items() if isinstance(field, PersonField)}
    addresses = {name: value for name, value in named.items() if value and not fields[name].is_name(value)}
    people = {person.email.lower(): person for person in known if person}
    people |= people_by_email(addresses.values())
    form.cleaned_data |= {name: value or None for name, value in named.items()}
    for name, email in addresses.items():
        if (person := people.get(email.lower())) is not None:
            form.cleaned_data[name] = person
        else:
            form.add_error(name, f"Nobody signs in with {email}. Choose one of the people offered.")


class StartPlanForm(forms.Form):
    """Who and when. There is one more field for each role of the template: `role_0`, `role_1` …"""

    title = forms.CharField(
        max_length=200, help_text="How people will find it, for example “First 90 days · Checkout”."
    )
    team = forms.ModelChoiceField(
        queryset=Team.objects.none(), to_field_name="slug", empty_label="Choose a team"
    )
    lead = PersonField(
        help_text="The e-mail address of the person whose plan it is: “Me” in the plan's words."
    )
    manager = PersonField(
        required=False, help_text="Who agrees on the metrics and answers check-ins. Empty: nobody yet."
    )
    when = forms.ChoiceField(label="Plan it", choices=WHEN.items())
    day = forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        label="That day",
        help_text="A first day that is off moves to the next working day. A last day is kept, or met early.",
    )
    country = forms.CharField(
        required=False,
        max_length=2,
        widget=forms.TextInput(attrs={"size": 4, "autocapitalize": "characters"}),
        help_text="Whose public holidays are days off, in two letters, for example GB. Empty: none.",
    )

    def __init__(self, *args: Any, template: Plan, roles: Sequence[str], teams: Any, **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **options})
        team = self.fields["team"]
        assert isinstance(team, forms.ModelChoiceField)  # noqa: S101  # it is declared above
        team.queryset = teams
        self.template = template
        self.roles = [name for name in roles if name != LEAD]
        for n, name in enumerate(self.roles):
            self.fields[f"role_{n}"] = PersonField(takes_names=True, required=False, label=name)

    def clean_country(self) -> str:
        country = str(self.cleaned_data["country"]).upper()
        if country and country not in KNOWN_COUNTRIES:
            raise forms.ValidationError(f"No calendar of public holidays is known for {country}.")
        return country

    def clean(self) -> None:
        find_people(self)

    @property
    def role_fields(self) -> list[forms.BoundField]:
        return [self[f"role_{n}"] for n in range(len(self.roles))]

    @property
    def choices(self) -> Choices:
        """Of a valid form."""
        chosen = self.cleaned_data
        filled: dict[str, Filled | None] = {name: chosen[f"role_{n}"] for n, name in enumerate(self.roles)}
        return Choices(
            template=self.template,
            team=chosen["team"],
            lead=chosen["lead"],
            manager=chosen["manager"],
            country=chosen["country"],
            roles={name: each for name, each in filled.items() if each is not None},
            **{chosen["when"]: chosen["day"]},
        )
