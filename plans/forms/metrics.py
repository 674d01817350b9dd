"""The forms of a plan's success metrics."""

import re
from typing import Any

from django import forms

from plans.models import MetricEdition, MetricReview
from plans.queries.metrics import LABELS
from plans.services.metric_reviews import Reading
from plans.services.metrics import Wording

_SEEN = re.compile(r"(\d{1,18})-(\d{1,4})")


def _line(name: str, **options: Any) -> forms.CharField:
    return forms.CharField(max_length=200, label=LABELS[name], **options)


class WordingForm(forms.Form):
    """What a metric says."""

    title = _line("title", help_text="What is measured, for example “Lead time for changes”.")
    baseline = _line("baseline", help_text="Where it stands now, with its unit.")
    target = _line("target", help_text="Where it stands when the plan has worked.")
    measured_by = forms.CharField(
        max_length=500,
        label=LABELS["measured_by"],
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="From where, how often, by whom: so that two people read the same.",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **options})

    @property
    def wording(self) -> Wording:
        """Of a valid form."""
        return Wording(**{name: self.cleaned_data[name] for name in LABELS})


class RewordForm(WordingForm):
    """`version` is the number of the edition that the person read."""

    version = forms.IntegerField(min_value=1, max_value=32_767, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, newest: MetricEdition) -> None:
        first = {name: getattr(newest, name) for name in LABELS}
        super().__init__(data, initial={**first, "version": newest.number})

    @property
    def beside(self) -> list[tuple[str, str]]:
        """Labels of what was typed otherwise than the metric reads by now, and how that is: (label, words)."""
        differing = (
            each for each in self.visible_fields() if each.field.has_changed(each.initial, each.data)
        )
        return [(str(field.label), str(field.initial)) for field in differing]


class ReviewForm(forms.Form):
    """`version` is that of the review which the person read, 0 where there was none."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    reading = forms.CharField(max_length=200, help_text="What it reads now, with its unit.")
    verdict = forms.ChoiceField(choices=MetricReview.Verdict.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Why, and what follows from it. Markdown.",
    )

    def __init__(self, data: Any = None, *, review: MetricReview | None) -> None:
        names = ("version", "reading", "verdict", "note")
        first = {name: getattr(review, name) for name in names} if review else {"version": 0}
        super().__init__(data, initial=first, label_suffix="")

    @property
    def said(self) -> Reading:
        """Of a valid form."""
        data = self.cleaned_data
        return Reading(data["reading"], MetricReview.Verdict(data["verdict"]), data["note"])


class SeenField(forms.Field):
    """Metrics as a person saw them: "17-2" is metric 17 in edition 2. As a mapping of id to number."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> dict[int, int]:
        found = [_SEEN.fullmatch(each) for each in value or ()]
        if not all(found):
            raise forms.ValidationError("Which metrics are meant could not be read.")
        return {int(each[1]): int(each[2]) for each in found if each}


class AgreeForm(forms.Form):
    seen = SeenField()


class MoveForm(forms.Form):
    place = forms.IntegerField(min_value=0, max_value=99)


class RemoveForm(forms.Form):
    version = forms.IntegerField(min_value=1, max_value=32_767)
