"""The form that starts a plan from a template."""

from collections.abc import Sequence
from typing import Any

from django import forms

from plans.schedule import KNOWN_COUNTRIES
from plans.services.plans import LEAD
from teams.models import Team, User


class PersonField(forms.EmailField):
    """An e-mail address that becomes the active person it belongs to; None where it is empty."""

    def __init__(self, **options: Any) -> None:
        widget = forms.EmailInput(attrs={"list": "people", "autocomplete": "off"})
        super().__init__(widget=widget, **options)

    def clean(self, value: Any) -> Any:
        email = super().clean(value)
        if not email:
            return None
        found = User.objects.filter(email__iexact=email, is_active=True).first()
        if found is None:
            raise forms.ValidationError(f"Nobody signs in with {email}. Choose one of the people offered.")
        return found


class StartPlanForm(forms.Form):
    """Who and when. There is one more field for each role of the template: `role_0`, `role_1` …"""

    title = forms.CharField(
        max_length=200, help_text="How people will find it, for example “First 90 days · Checkout”."
    )
    team = forms.ModelChoiceField(queryset=Team.objects.none(), empty_label="Choose a team")
    lead = PersonField(
        help_text="The e-mail address of the person whose plan it is: “Me” in the plan's words."
    )
    start = forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Working day 1. A day off moves to the next working day.",
    )
    country = forms.CharField(
        required=False,
        max_length=2,
        widget=forms.TextInput(attrs={"size": 4, "autocapitalize": "characters"}),
        help_text="Whose public holidays are days off, in two letters, for example GB. Empty: none.",
    )

    def __init__(self, *args: Any, roles: Sequence[str], teams: Any, **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **options})
        team = self.fields["team"]
        assert isinstance(team, forms.ModelChoiceField)  # noqa: S101  # it is declared above
        team.queryset = teams
        self.roles = [name for name in roles if name != LEAD]
        for n, name in enumerate(self.roles):
            self.fields[f"role_{n}"] = PersonField(
                required=False, label=name, help_text="An e-mail address. Empty: nobody yet."
            )

    def clean_country(self) -> str:
        country = str(self.cleaned_data["country"]).upper()
        if country and country not in KNOWN_COUNTRIES:
            raise forms.ValidationError(f"No calendar of public holidays is known for {country}.")
        return country

    @property
    def people(self) -> dict[str, User]:
        """The people of a valid form, by the name of their role."""
        filled = ((name, self.cleaned_data[f"role_{n}"]) for n, name in enumerate(self.roles))
        return {name: person for name, person in filled if person is not None}
