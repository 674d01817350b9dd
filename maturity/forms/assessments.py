"""The forms of a self-assessment."""

from datetime import date
from typing import Any

from django import forms

from maturity.answering import AnswerContent, problems

NOT_APPLICABLE = "na"
_OFF_SCALE = -1


class AnswerForm(forms.Form):
    """One practice's answer as posted. `level` is a number, "na" or empty; what is wrong is said by field."""

    version = forms.IntegerField(
        min_value=1,
        error_messages={"required": "Reload this page, then save again.", "invalid": "Reload this page."},
    )
    level = forms.CharField(required=False)
    not_applicable_reason = forms.CharField(required=False)
    note = forms.CharField(required=False)
    target = forms.CharField(required=False)

    def __init__(self, *args: Any, highest_level: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.highest_level = highest_level

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = self.cleaned_data
        level = cleaned.get("level", "")
        self.content = AnswerContent(
            level=None if level == NOT_APPLICABLE else _number(level),
            not_applicable=level == NOT_APPLICABLE,
            not_applicable_reason=cleaned.get("not_applicable_reason", ""),
            note=cleaned.get("note", ""),
            target=_number(cleaned.get("target", "")),
        ).tidied()
        for field, problem in problems(self.content, self.highest_level).items():
            self.add_error(field, problem)
        return cleaned


class EvidenceForm(forms.Form):
    """A titled link with its date. Its fields stand inside the answer's form, under the prefix "evidence"."""

    prefix = "evidence"
    title = forms.CharField(
        max_length=200, error_messages={"required": "Say what the link shows, such as “Alert inventory”."}
    )
    url = forms.URLField(
        max_length=1000,
        assume_scheme="https",
        error_messages={
            "required": "Paste the link, with its https://",
            "invalid": "This is no link. Paste one that starts with https://",
        },
    )
    dated = forms.DateField(
        error_messages={
            "required": "Say from which day it dates.",
            "invalid": "Write the day as YYYY-MM-DD.",
        }
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        if not url.startswith("https://"):
            raise forms.ValidationError("Only links that start with https:// are kept.")
        return url

    def clean_dated(self) -> date:
        dated: date = self.cleaned_data["dated"]
        if dated > self.today:
            raise forms.ValidationError("Evidence is dated today or earlier.")
        return dated


class SubmissionForm(forms.Form):
    reason = forms.CharField(
        required=False, max_length=300, error_messages={"max_length": "Keep the reason under 300 characters."}
    )


def _number(text: str) -> int | None:
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) == 1 else _OFF_SCALE
