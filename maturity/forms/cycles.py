"""The forms about a cycle: its days and version, and the version that it moves to."""

from datetime import date
from typing import Any

from django import forms

from maturity.cycle_terms import Terms, problems
from maturity.models import Cycle, ModelVersion
from maturity.queries.cycle_planning import published_versions


class DayField(forms.DateField):
    """A day, typed into the browser's own calendar."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        errors = {"required": "Choose a day.", "invalid": "Write the day as YYYY-MM-DD."}
        super().__init__(widget=widget, error_messages=errors, **options)


class VersionField(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django's class takes none when it runs
    def label_from_instance(self, version: Any) -> str:
        return f"{version.model.name}, version {version.number}"


class TermsForm(forms.Form):
    """Days and version of a cycle. The hidden fields have what the person had before them.

    An open cycle has begun and keeps the day on which it opened, and its version.
    """

    opens = DayField(label="Opens", help_text="The first day on which teams answer.")
    due = DayField(label="Due", help_text="From the day after, teams that have not submitted are late.")
    closes = DayField(label="Closes", help_text="The last day on which answers are taken.")
    version = VersionField(
        queryset=ModelVersion.objects.none(),
        empty_label=None,
        label="Model version",
        help_text="What it asks.",
    )
    seen_opens = forms.DateField(widget=forms.HiddenInput)
    seen_due = forms.DateField(widget=forms.HiddenInput)
    seen_closes = forms.DateField(widget=forms.HiddenInput)
    seen_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, cycle: Cycle, today: date, **options: Any) -> None:
        initial = {**_stored(cycle), **seen_fields(cycle)}
        super().__init__(*args, **{"label_suffix": "", "initial": initial, **options})
        self.is_open, self.today = cycle.state == Cycle.State.OPEN, today
        version = self.fields["version"]
        assert isinstance(version, forms.ModelChoiceField)  # noqa: S101  # it is declared above
        version.queryset = published_versions() | ModelVersion.objects.filter(pk=cycle.version_id)
        if self.is_open:
            del self.fields["opens"], self.fields["version"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = self.cleaned_data
        if not self.errors:
            for field, problem in problems(self.seen, self.terms, self.today, is_open=self.is_open).items():
                self.add_error(field, problem)
        return cleaned

    @property
    def seen(self) -> Terms:
        names = ("opens", "due", "closes", "version")
        return Terms(**{name: self.cleaned_data[f"seen_{name}"] for name in names})

    @property
    def terms(self) -> Terms:
        chosen = self.cleaned_data.get("version")
        return Terms(
            opens=self.cleaned_data.get("opens", self.seen.opens),
            due=self.cleaned_data["due"],
            closes=self.cleaned_data["closes"],
            version=chosen.pk if chosen else self.seen.version,
        )


class MoveForm(forms.Form):
    """`version` is where the cycle goes, `seen` the version from which the person means to move it."""

    version = VersionField(queryset=ModelVersion.objects.none())
    seen = forms.IntegerField()

    def __init__(self, *args: Any, cycle: Cycle, **options: Any) -> None:
        super().__init__(*args, **options)
        version = self.fields["version"]
        assert isinstance(version, forms.ModelChoiceField)  # noqa: S101  # it is declared above
        version.queryset = published_versions().filter(model=cycle.version.model_id)


def seen_fields(cycle: Cycle) -> dict[str, object]:
    """What the hidden fields say of the cycle as it stands."""
    return {f"seen_{name}": value for name, value in _stored(cycle).items()}


def _stored(cycle: Cycle) -> dict[str, object]:
    return {"opens": cycle.opens, "due": cycle.due, "closes": cycle.closes, "version": cycle.version_id}
