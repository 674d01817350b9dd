"""The forms of a self-assessment."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django import forms

from maturity.answering import AnswerContent, problems
from maturity.hidden_characters import refused_for

NOT_APPLICABLE = "na"
_OFF_SCALE = -1


class TypedText(forms.CharField):
    """Text as it was typed. What is wrong with it, null characters included, the rules of answers say."""

    def __init__(self) -> None:
        super().__init__(required=False)
        self.validators = []


class AnswerForm(forms.Form):
    """One practice's answer as posted. `level` is a number, "na" or empty; what is wrong is said by field.

    `quarters` are the slugs by which a target may be meant.
    """

    version = forms.IntegerField(
        min_value=1,
        error_messages={"required": "Reload this page, then save again.", "invalid": "Reload this page."},
    )
    level = TypedText()
    not_applicable_because = TypedText()
    not_applicable_reason = TypedText()
    note = TypedText()
    target = TypedText()
    target_by = TypedText()

    def __init__(self, *args: Any, highest_level: int, quarters: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.highest_level, self.quarters = highest_level, quarters

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = self.cleaned_data
        level = cleaned["level"]
        self.content = AnswerContent(
            level=None if level == NOT_APPLICABLE else _number(level),
            not_applicable=level == NOT_APPLICABLE,
            not_applicable_because=cleaned["not_applicable_because"],
            not_applicable_reason=cleaned["not_applicable_reason"],
            note=cleaned["note"],
            target=_number(cleaned["target"]),
            target_by=cleaned["target_by"],
        ).tidied()
        for field, problem in self._problems().items():
            self.add_error(field, problem)
        return cleaned

    def _problems(self) -> dict[str, str]:
        found = problems(self.content, self.highest_level)
        if self.content.target_by and self.content.target_by not in self.quarters:
            found["target_by"] = "Choose a quarter of the list."
        return found


class EvidenceForm(forms.Form):
    """A titled link with its date. Its fields stand inside the answer's form, under the prefix "evidence"."""

    prefix = "evidence"
    title = forms.CharField(
        max_length=200,
        error_messages={
            "required": "Say what the link shows, such as “Alert inventory”.",
            "max_length": "Keep the title under 200 characters.",
        },
    )
    url = forms.URLField(
        max_length=1000,
        assume_scheme="https",
        error_messages={
            "required": "Paste the link, with its https://",
            "invalid": "This is no link. Paste one that starts with https://",
            "max_length": "Keep the link under 1,000 characters.",
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
        for name in ("title", "url"):
            # Before any other word on it, which would be about what nobody sees.
            self.fields[name].validators.insert(0, _nothing_hidden)

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


def _nothing_hidden(text: str) -> None:
    if problem := refused_for(text):
        raise forms.ValidationError(problem)


def _number(text: str) -> int | None:
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) == 1 else _OFF_SCALE
