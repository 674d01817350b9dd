"""A tick: which state was asked for, of which version of the row, from which page."""

from dataclasses import dataclass

from django import forms
from django.core.validators import RegexValidator


class TickForm(forms.Form):
    """`view` is the page to come back to: "week-3", "phases" or "my-week"."""

    done = forms.ChoiceField(choices=(("yes", "Done"), ("no", "Open")))
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    view = forms.CharField(validators=[RegexValidator(r"^(week-[1-9]\d{0,2}|phases|my-week)$")])


@dataclass(frozen=True, slots=True)
class Tick:
    """`view` is the page that it was made on."""

    done: bool
    version: int
    view: str

    @property
    def week(self) -> int | None:
        """Of the plan; None where the tick was made on the page of all phases, or of a person."""
        name, _, number = self.view.partition("-")
        return int(number) if name == "week" else None

    @property
    def is_own_week(self) -> bool:
        return self.view == "my-week"


def read_tick(form: TickForm) -> Tick:
    """The tick of a valid form."""
    said = form.cleaned_data
    return Tick(done=said["done"] == "yes", version=said["version"], view=said["view"])
