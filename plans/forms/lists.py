"""What is done on the lists of a plan, and on which page of them (`view`)."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator

from common.row_ids import HIGHEST, row_id
from plans.document.model import Due
from plans.forms.item_acts import StateForm
from plans.models import Item, Phase, Plan, PlanRole
from plans.services.item_states import NEED_REASON, SAY_WHY

LONGEST = 1000
EVERYONE = "everyone"  # in the place of a role
LOST = "This could not be read. Load the page again and try once more."


def _view() -> forms.CharField:
    return forms.CharField(
        validators=[RegexValidator(r"^(week-[1-9]\d{0,2}|phases)$")], widget=forms.HiddenInput
    )


class ViewForm(forms.Form):
    view = _view()


class LineStateForm(StateForm):
    view = _view()

    @property
    def asked(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "view"}


class LineForm(forms.Form):
    """One item as the person saw it."""

    view = _view()
    version = forms.IntegerField(min_value=1, max_value=HIGHEST)


class MoveLineForm(LineForm):
    onto = forms.IntegerField(min_value=1, max_value=HIGHEST)


class OwnerField(forms.ModelChoiceField):  # type: ignore[type-arg]  # takes none when it runs
    """A role of the plan; or `EVERYONE`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=PlanRole.objects.none(), required=False, **options)

    def to_python(self, value: Any) -> Any:
        return EVERYONE if value == EVERYONE else super().to_python(value)


class AddForm(forms.Form):
    """A new item of `phase`; due on a day, at the end of a week, or with neither at the end of its phase."""

    view = _view()
    phase = forms.ModelChoiceField(queryset=Phase.objects.none(), widget=forms.HiddenInput)
    title = forms.CharField(max_length=LONGEST, label="What")
    kind = forms.ChoiceField(choices=Item.Kind.choices)
    owner = OwnerField(empty_label="Nobody yet")
    week = forms.IntegerField(required=False, min_value=1, max_value=500, label="Due at the end of week")
    day = forms.DateField(
        required=False,
        label="or on the day",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, data: Any = None, *, plan: Plan, phase: Phase | None = None, **options: Any) -> None:
        super().__init__(data, label_suffix="", auto_id=f"add-{phase.pk if phase else 0}-%s", **options)
        self.fields["phase"].queryset = plan.phases.all()  # type: ignore[attr-defined]  # declared above
        self.fields["owner"].queryset = plan.roles.order_by("position")  # type: ignore[attr-defined]

    @property
    def given(self) -> dict[str, Any]:
        """Of a valid form, as arguments of the service."""
        owner = self.cleaned_data["owner"]
        return {"owner": None if owner == EVERYONE else owner, "everyone": owner == EVERYONE}

    @property
    def due(self) -> Due | None:
        """Of a valid form; a day goes before a week."""
        week, day = self.cleaned_data["week"], self.cleaned_data["day"]
        if day:
            return Due("pinned", day=day)
        return Due("week_end", week) if week else None


class ChosenForm(forms.Form):
    """What is to be done with the chosen items, each as "id.version"."""

    ACTS = (("state", "Set the state"), ("owner", "Give to"), ("week", "Move to week"))

    view = _view()
    act = forms.ChoiceField(choices=ACTS)
    state = forms.ChoiceField(
        choices=[each for each in Item.State.choices if each[0] != "handed_on"], required=False
    )
    reason = forms.CharField(required=False, max_length=500)
    blocked_by = forms.CharField(required=False, max_length=200)
    owner = OwnerField()
    week = forms.IntegerField(required=False, min_value=1, max_value=500)

    def __init__(self, data: Any = None, *, plan: Plan, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["owner"].queryset = plan.roles.all()  # type: ignore[attr-defined]  # declared above
        self.plan = plan

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        act = data.get("act")
        if not self.versions:
            self.add_error(None, "Choose the items first: each has a box before it.")
        if act and not data.get(act) and act not in self.errors:
            self.add_error(
                act, {"state": "Say which state.", "owner": "Say who.", "week": "Say which week."}[act]
            )
        if act == "state" and data.get("state") in NEED_REASON and not data.get("reason"):
            self.add_error("reason", SAY_WHY)
        return data

    @property
    def versions(self) -> dict[int, int]:
        """The version that the person saw, by item; what no page sends is left out."""
        pairs = (each.partition(".")[::2] for each in self.data.getlist("item"))  # type: ignore[attr-defined]  # it is posted
        numbers = ((row_id(pk), row_id(seen)) for pk, seen in pairs)
        return {pk: seen for pk, seen in numbers if pk and seen}
