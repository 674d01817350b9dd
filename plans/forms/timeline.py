"""Which items the timeline draws, as its address asks."""

from collections.abc import Sequence
from typing import Any

from django import forms

from plans.models import Item
from plans.queries.timeline import LATE, LEFT, Wanted

STATES = [("", "Any state"), (LEFT, "Still to be done"), (LATE, "Late"), *Item.State.choices]


class TimelineForm(forms.Form):
    owner = forms.ChoiceField(required=False)
    kind = forms.ChoiceField(required=False, choices=[("", "Every kind"), *Item.Kind.choices])
    state = forms.ChoiceField(required=False, choices=STATES)

    def __init__(self, data: Any, *, owners: Sequence[tuple[str, str]]) -> None:
        super().__init__(data, label_suffix="")
        self.fields["owner"].choices = [("", "Everybody's"), *owners]  # type: ignore[attr-defined]  # declared above
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"

    @property
    def wanted(self) -> Wanted:
        """What the valid fields ask for."""
        data = getattr(self, "cleaned_data", {})
        return Wanted(**{name: data.get(name, "") for name in ("owner", "kind", "state")})
