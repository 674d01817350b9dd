"""What an invited person says: a name and a password."""

from typing import Any

from django import forms
from django.contrib.auth.forms import SetPasswordForm

from teams.models import User


class AcceptForm(SetPasswordForm[User]):
    name = forms.CharField(
        max_length=120,
        label="Your name",
        help_text="As others know you.",
        error_messages={"required": "Write the name by which others know you."},
    )
    field_order = ("name", "new_password1", "new_password2")

    def __init__(self, person: User, data: Any = None) -> None:
        super().__init__(person, data, label_suffix="", initial={"name": person.name})
        first, again = self.fields["new_password1"], self.fields["new_password2"]
        first.label, first.help_text = "Password", "At least 10 characters. Several words make a good one."
        again.label, again.help_text = "The password again", ""
        self.fields["name"].widget.attrs["autocomplete"] = "name"
