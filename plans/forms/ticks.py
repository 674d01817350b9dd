"""A tick: which state was asked for, of which version of the row, from which page."""

from dataclasses import dataclass

from django import forms
from django.core.validators import RegexValidator


class TickForm(forms.Form):
    """`view` is the page to come back to: "week-3" or "phases"."""

    done = forms.ChoiceField(choices=(("yes", "Done"), ("no", "Open")))
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    view = forms.CharField(validators=[RegexValidator(r"^(week-[1-9]\d{0,2}|phases)$")])


@dataclass(frozen=True, slots=True)
class Tick:
    """`week` is None where the tick was made on the page of all phases."""

    done: bool
    version: int
    week: int | None


def read_tick(form: TickForm) -> Tick:
    """The tick of a valid form."""
    view: str = form.cleaned_data["view"]
    week = None if view == "phases" else int(view.removeprefix("week-"))
    return Tick(done=form.cleaned_data["done"] == "yes", version=form.cleaned_data["version"], week=week)
