"""The forms of a team's vote."""

from typing import Any

from django import forms
from django.http import QueryDict

from common.row_ids import HIGHEST, row_id

UNKNOWN = "unknown"
_CHOOSE = "Choose a level, or “I don’t know”."


class ChosenForm(forms.Form):
    """Ticked practices, by id and by dimension. What is no number is nobody's tick and left out."""

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.practices = {number for text in data.getlist("practice") if (number := row_id(text))}
        self.dimensions = set(data.getlist("dimension"))


class BallotForm(forms.Form):
    """One person's level in a vote; `given` is None for "I don't know"."""

    level = forms.CharField(error_messages={"required": _CHOOSE})

    def __init__(self, *args: Any, highest_level: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {UNKNOWN: None} | {str(level): level for level in range(highest_level + 1)}

    def clean_level(self) -> str:
        level: str = self.cleaned_data["level"]
        if level not in self.known:
            raise forms.ValidationError(_CHOOSE)
        return level

    @property
    def given(self) -> int | None:
        return self.known[self.cleaned_data["level"]]


class RecordForm(forms.Form):
    """The level that the team agreed on, against the version of the answer that was on the page."""

    version = forms.IntegerField(min_value=1, max_value=HIGHEST)
    level = forms.IntegerField(min_value=0)

    def __init__(self, *args: Any, highest_level: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"] = forms.IntegerField(min_value=0, max_value=highest_level)
