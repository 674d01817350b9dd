"""The forms of an item's page."""

from dataclasses import dataclass
from typing import Any

from django import forms

from plans.document.amounts import parse_effort
from plans.models import Item, PlanRole
from plans.services.item_edits import ItemEdit

LONGEST = 20_000


def _area(label: str, rows: int = 2, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=False, max_length=LONGEST, widget=widget, **options)


class ItemForm(forms.Form):
    """What an item says. `version` is that of the item which the person read."""

    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    title = forms.CharField(max_length=1000)
    kind = forms.ChoiceField(choices=Item.Kind.choices)
    accountable = forms.ModelChoiceField(
        queryset=PlanRole.objects.none(), required=False, empty_label="Nobody", label="Accountable"
    )
    others = forms.ModelMultipleChoiceField(
        queryset=PlanRole.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="With",
    )
    why = _area("Why")
    outcome_expected = _area("Outcome expected")
    outcome_actual = _area("Outcome", help_text="What came of it, once it is there.")
    body = _area("Description", rows=4, help_text="Markdown.")
    effort = forms.CharField(required=False, max_length=200, help_text="For example “2-4 hours”.")
    due_kind = forms.ChoiceField(choices=Item.DueKind.choices, required=False, label="Due")
    due_number = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=500,
        label="Week or working day",
        help_text="Its number in the plan.",
    )
    pinned_on = forms.DateField(
        required=False,
        label="Day",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Only for what is due on a day: it stays there when the plan is shifted.",
    )
    practice_key = forms.ChoiceField(required=False, label="Moves the practice")
    target_level = forms.IntegerField(required=False, min_value=0, max_value=9, label="To level")

    def __init__(self, *args: Any, item: Item, roles: Any, practices: dict[str, str], **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", "initial": _initial(item), **options})
        self.fields["accountable"].queryset = roles  # type: ignore[attr-defined]  # declared above
        self.fields["others"].queryset = roles  # type: ignore[attr-defined]  # declared above
        known = practices if not item.practice_key else {item.practice_key: item.practice_key} | practices
        self.fields["practice_key"].choices = [("", "None"), *known.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        kind = data.get("due_kind", "")
        if (
            kind in {"week_end", "working_day"}
            and not data.get("due_number")
            and "due_number" not in self.errors
        ):
            self.add_error("due_number", "Say which one.")
        if kind == "pinned" and not data.get("pinned_on") and "pinned_on" not in self.errors:
            self.add_error("pinned_on", "Say which day.")
        words = data.get("effort", "")
        if words and words != self.initial.get("effort") and parse_effort(words) is None:
            self.add_error("effort", "Say how long, in minutes, hours, days or weeks: “2-4 hours”.")
        return data

    @property
    def beside(self) -> list[tuple[str, str]]:
        """Labels of what was typed otherwise than the item says by now, and what that is: (label, words)."""
        differing = (field for field in self.visible if field.field.has_changed(field.initial, field.data))
        return [(str(field.label), str(field.initial or "nothing")) for field in differing]

    @property
    def visible(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in {"accountable", "others"}]

    @property
    def edit(self) -> ItemEdit:
        """What a valid form asks for."""
        data = self.cleaned_data
        numbered = data["due_kind"] in {"week_end", "working_day"}
        same = (
            "title",
            "kind",
            "why",
            "body",
            "outcome_expected",
            "outcome_actual",
            "due_kind",
            "practice_key",
            "target_level",
        )
        columns = {name: data[name] for name in same} | _effort(data["effort"])
        columns["due_number"] = data["due_number"] if numbered else None
        columns["pinned_on"] = data["pinned_on"] if data["due_kind"] == "pinned" else None
        roles = [data["accountable"], *(role for role in data["others"] if role != data["accountable"])]
        return ItemEdit(columns, [role.pk for role in roles if role is not None])


def _effort(words: str) -> dict[str, Any]:
    found = parse_effort(words)
    if found is None:
        return {"effort_low": None, "effort_high": None, "effort_unit": "", "effort_words": words}
    return {
        "effort_low": found.low,
        "effort_high": found.high,
        "effort_unit": found.unit,
        "effort_words": found.words,
    }


def _initial(item: Item) -> dict[str, Any]:
    same = ("version", "title", "kind", "why", "body", "outcome_expected", "outcome_actual", "due_kind", "due_number",
            "pinned_on", "practice_key", "target_level")  # fmt: skip
    owners = list(item.ownerships.order_by("-accountable", "position"))
    accountable = next((owner.role_id for owner in owners if owner.accountable), None)
    return {
        **{name: getattr(item, name) for name in same},
        "effort": item.effort_words,
        "accountable": accountable,
        "others": [owner.role_id for owner in owners if owner.role_id != accountable],
    }


class StateForm(forms.Form):
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    state = forms.ChoiceField(choices=[each for each in Item.State.choices if each[0] != "handed_on"])
    reason = forms.CharField(required=False, max_length=500)
    blocked_by = forms.CharField(required=False, max_length=200)


@dataclass(frozen=True, slots=True)
class StateAsked:
    version: int
    state: Item.State
    reason: str
    blocked_by: str


def state_of(form: StateForm) -> StateAsked:
    """What a valid form asks for."""
    data = form.cleaned_data
    return StateAsked(data["version"], Item.State(data["state"]), data["reason"], data["blocked_by"])


class CommentForm(forms.Form):
    text = forms.CharField(max_length=10_000)
    seen = forms.IntegerField(min_value=0, max_value=10**6)


class LinkForm(forms.Form):
    url = forms.URLField(max_length=1000, assume_scheme="https")
    title = forms.CharField(required=False, max_length=200)


class CountForm(forms.Form):
    note = forms.CharField(required=False, max_length=300)
    seen = forms.IntegerField(min_value=0, max_value=10**6)
