"""The form of a person's own settings."""

from typing import Any

from django import forms
from django.conf import settings

from teams.models import User
from teams.time_zones import zones_by_region


class SettingsForm(forms.Form):
    time_zone = forms.ChoiceField(
        required=False,
        help_text="Pages tell the time by it. My week and mail go by its date, other pages by the organisation's.",
        error_messages={"invalid_choice": "Choose a time zone from the list."},
    )
    mail_reminders = forms.BooleanField(
        required=False, label="Remind me of self-assessments that my teams have to hand in"
    )
    mail_digest = forms.BooleanField(required=False, label="Send me my week of plans on Mondays")
    mail_due_tomorrow = forms.BooleanField(
        required=False, label="Remind me of what is due in plans the day before"
    )
    mail_hour = forms.TypedChoiceField(
        label="Earliest hour for mail",
        coerce=int,
        choices=[(hour, f"{hour:02}:00") for hour in range(24)],
        help_text="On the clock of your time zone. At most one mail a day about plans, and one about self-assessments.",
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
