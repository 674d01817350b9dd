"""The form of a week's check-in, and the manager's answer to it."""

from dataclasses import asdict
from typing import Any

from django import forms

from plans.models import CheckIn
from plans.services.check_ins import CheckInWords, words_of

LONGEST = 10_000  # characters, as the columns hold


class _Words(forms.CharField):
    """A line break counts once, as in the browser, and reads the same wherever it was typed."""

    def __init__(self, label: str, help_text: str = "", rows: int = 3) -> None:
        widget = forms.Textarea(attrs={"rows": rows})
        super().__init__(label=label, help_text=help_text, required=False, max_length=LONGEST, widget=widget)

    def to_python(self, value: Any) -> str:
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value) or ""


class CheckInForm(forms.Form):
    """`version` is that of the draft which the person saw; 0 where there was none."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    confidence = forms.ChoiceField(
        choices=CheckIn.Confidence.choices, required=False, widget=forms.RadioSelect
    )
    summary = _Words("How the week went", "Markdown. What the list beside does not say.", rows=4)
    next_steps = _Words("What is next", rows=4)
    help_wanted = _Words("Help wanted", "From whom, and by when. Empty where you need none.")

    def __init__(self, data: Any = None, *, is_sent: bool = False, **options: Any) -> None:
        super().__init__(data, **{"label_suffix": "", **options})
        self.is_sent = is_sent

    def clean_confidence(self) -> str:
        said: str = self.cleaned_data["confidence"]
        if self.is_sent and not said:
            raise forms.ValidationError("Say how confident you are, then send again.")
        return said

    def differing(self, row: CheckIn | None) -> list[tuple[str, str, str]]:
        """Where what was typed is not what is stored: (label, stored, typed)."""
        stored = asdict(words_of(row)) if row and self.is_valid() else {}
        return [
            (str(self.fields[name].label), _said(name, was), _said(name, self.cleaned_data[name]))
            for name, was in stored.items()
            if was != self.cleaned_data[name]
        ]

    @property
    def words(self) -> CheckInWords:
        """Of a valid form."""
        said = self.cleaned_data
        return CheckInWords(said["confidence"], said["summary"], said["next_steps"], said["help_wanted"])


def draft_form(row: CheckIn | None, suggestion: str) -> CheckInForm:
    """As it was saved; or a first draft, which begins with what comes next."""
    words = words_of(row) if row else CheckInWords(next_steps=suggestion)
    return CheckInForm(initial={"version": row.version if row else 0, **asdict(words)})


def _said(name: str, value: str) -> str:
    if name == "confidence" and value:
        return str(CheckIn.Confidence(value).label)
    return value or "nothing"


class AnswerForm(forms.Form):
    answer = _Words("Answer", "Markdown. Your lead reads it below the check-in; it may stay empty.")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
