"""The three ways to move dates of a running plan: its start, a phase, an item."""

from collections.abc import Mapping
from typing import Any

from django import forms

from common.markdown import plain_text
from plans.models import Item, Phase, Plan
from plans.queries.shifting import MOST_WEEKS, Move

WEEKS = "How many weeks later; with a minus, earlier."


class _MoveForm(forms.Form):
    what = ""

    def __init__(self, data: Any = None, *, plan: Plan, **options: Any) -> None:
        super().__init__(data, label_suffix="", auto_id=f"{self.what}_%s", **options)
        self.plan = plan
        if "day" in self.fields:
            self.fields["day"].initial = plan.start


class _Weeks(forms.IntegerField):
    def __init__(self) -> None:
        super().__init__(min_value=-MOST_WEEKS, max_value=MOST_WEEKS, initial=1, help_text=WEEKS)


class StartMoveForm(_MoveForm):
    what = "start"
    day = forms.DateField(
        label="New first day",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="A day off moves to the next working day.",
    )

    @property
    def move(self) -> Move:
        return Move("start", day=self.cleaned_data["day"])


class PhaseChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # none at run time
    def label_from_instance(self, obj: Phase) -> str:
        return f"{obj.position + 1} · {plain_text(obj.title or obj.label)}"


class ItemChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Item) -> str:
        return plain_text(obj.title)[:80]


class PhaseMoveForm(_MoveForm):
    what = "phase"
    phase = PhaseChoice(queryset=Phase.objects.none(), empty_label=None)
    weeks = _Weeks()
    following = forms.BooleanField(required=False, initial=True, label="And every phase after it")

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        field = self.fields["phase"]
        assert isinstance(field, PhaseChoice)  # noqa: S101  # it is declared above
        field.queryset = self.plan.phases.order_by("position")

    @property
    def move(self) -> Move:
        chosen = self.cleaned_data
        return Move("phase", pk=chosen["phase"].pk, weeks=chosen["weeks"], following=chosen["following"])


class ItemMoveForm(_MoveForm):
    what = "item"
    item = ItemChoice(queryset=Item.objects.none(), empty_label="Choose an item")
    weeks = _Weeks()

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        field = self.fields["item"]
        assert isinstance(field, ItemChoice)  # noqa: S101  # it is declared above
        items = Item.objects.filter(phase__plan=self.plan).exclude(state__in=Item.FINAL)
        field.queryset = items.order_by("phase__position", "position")

    @property
    def move(self) -> Move:
        return Move("item", pk=self.cleaned_data["item"].pk, weeks=self.cleaned_data["weeks"])


type MoveForm = StartMoveForm | PhaseMoveForm | ItemMoveForm
FORMS: Mapping[str, type[StartMoveForm] | type[PhaseMoveForm] | type[ItemMoveForm]] = {
    form.what: form for form in (StartMoveForm, PhaseMoveForm, ItemMoveForm)
}
