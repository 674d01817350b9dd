"""The form of a person's own settings."""

from typing import Any

from django import forms
from django.conf import settings

from teams.models import User
from teams.time_zones import zones_by_region


class SettingsForm(forms.Form):
    time_zone = forms.ChoiceField(
        required=False,
        help_text="Pages tell the time of things by it. Due dates are the organisation's for everybody.",
        error_messages={"invalid_choice": "Choose a time zone from the list."},
    )
    mail_reminders = forms.BooleanField(required=False, label="Send me reminders by e-mail")
    mail_hour = forms.TypedChoiceField(
        label="Earliest hour for reminders",
        coerce=int,
        choices=[(hour, f"{hour:02}:00") for hour in range(24)],
        help_text="On the clock of your time zone. At most one reminder a day.",
        error_messages={
            "required": "Choose an hour from the list.",
            "invalid_choice": "Choose an hour from the list.",
        },
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **options})
        zone = self.fields["time_zone"]
        assert isinstance(zone, forms.ChoiceField)  # noqa: S101  # it is declared above
        organisation = (("", f"The organisation's ({settings.TIME_ZONE.replace('_', ' ')})"),)
        zone.choices = (*organisation, *zones_by_region())

    @classmethod
    def of(cls, user: User) -> "SettingsForm":
        return cls(initial={name: getattr(user, name) for name in cls.base_fields})
