"""The forms with which people are administered."""

from typing import Any

from django import forms

from teams.invitation_lines import Invitee, read_lines
from teams.models import Membership, Team, User
from teams.queries.forgetting import Forgetting, new_name
from teams.services.invitations import Place


class InviteForm(forms.Form):
    """`invitees` and `place` of a valid form are what was asked for."""

    people = forms.CharField(
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off", "spellcheck": "false"}),
        help_text="One person a line: an address, or a name and an address. Pasted lines will do.",
        error_messages={"required": "Write at least one e-mail address."},
    )
    role = forms.ChoiceField(choices=User.Role.choices, help_text="Their role in the organisation.")
    team = forms.ModelChoiceField(
        Team.objects.filter(archived_on=None).order_by("name"),
        to_field_name="slug",
        required=False,
        empty_label="No team yet",
        error_messages={"invalid_choice": "Choose a team from the list."},
    )
    team_role = forms.ChoiceField(
        choices=Membership.Role.choices, label="In the team", initial=Membership.Role.MEMBER
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", "initial": {"role": User.Role.MEMBER}, **options})
        self.invitees: tuple[Invitee, ...] = ()

    def clean_people(self) -> str:
        text = str(self.cleaned_data["people"])
        invitees, faults = read_lines(text)
        if faults:
            raise forms.ValidationError([str(fault) for fault in faults])
        self.invitees = tuple(invitees)
        return text

    @property
    def place(self) -> Place:
        typed = self.cleaned_data
        return Place(role=typed["role"], team=typed["team"], team_role=typed["team_role"])


class WaitingForm(forms.Form):
    """Who of those that wait is invited."""

    person = forms.ModelMultipleChoiceField(
        User.objects.all(),
        error_messages={"required": "Choose at least one person.", "invalid_choice": "Choose from the list."},
    )


class PersonForm(forms.Form):
    """`version` is the person's as the page showed them."""

    name = forms.CharField(max_length=120, error_messages={"required": "A person has a name."})
    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        help_text="They sign in with it, and mail goes there.",
        error_messages={"required": "A person has an e-mail address."},
    )
    role = forms.ChoiceField(
        choices=User.Role.choices, help_text="In the organisation. Roles in teams are beside."
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, person: User) -> None:
        first = {name: getattr(person, name) for name in ("name", "email", "role", "version")}
        super().__init__(data, initial=first, label_suffix="")
        self.person = person

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class MembershipForm(forms.Form):
    """`role` is empty where the membership ends."""

    team = forms.ModelChoiceField(Team.objects.all(), to_field_name="slug")
    person = forms.ModelChoiceField(User.objects.all())
    role = forms.ChoiceField(choices=[("", "Not in the team"), *Membership.Role.choices], required=False)


class ForgetForm(forms.Form):
    """`version` is the person's as the page showed them."""

    words = forms.CharField(
        max_length=120,
        required=False,
        label="Name from now on",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    in_words = forms.BooleanField(
        required=False,
        label="Also in what people wrote: notes, comments, titles, check-ins, submissions",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, known: Forgetting) -> None:
        first = {"words": new_name(known.person), "in_words": known.is_plain, "version": known.person.version}
        super().__init__(data, initial=first, label_suffix="")
