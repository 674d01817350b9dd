"""The form of what an item says."""

from collections.abc import Callable
from typing import Any, Self

from django import forms

from plans.document.amounts import parse_count, parse_effort
from plans.document.model import CountRange, EffortRange
from plans.forms.item_acts import ItemPageForm
from plans.item_amounts import count_columns, count_in_words, effort_columns
from plans.models import Item, PlanRole
from plans.services.item_edits import DUE, WORDS, ItemEdit

LONGEST = 20_000
AMOUNTS: tuple[tuple[str, Callable[[str], EffortRange | CountRange | None], str], ...] = (
    ("effort", parse_effort, "Say how long, in minutes, hours, days or weeks: “2-4 hours”."),
    ("count", parse_count, "Begin with how many, the smaller number first: “6-8 engineers”."),
)
"""Fields that are read into numbers: how, and what to say where they cannot be."""


def _area(label: str, rows: int = 2, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=False, max_length=LONGEST, widget=widget, **options)


class ItemForm(ItemPageForm):
    """What an item says. `version` is that of the item which the person read."""

    name = "edit"
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
    everyone = forms.BooleanField(
        required=False, label="Everyone in the plan", help_text="It then stands in the week of each of them."
    )
    who = forms.CharField(
        required=False, max_length=LONGEST, label="Attendees", help_text="Of a meeting: roles and names."
    )
    why = _area("Why")
    outcome_expected = _area("Outcome expected")
    outcome_actual = _area("Outcome", help_text="What came of it, once it is there.")
    body = _area("Description", rows=4, help_text="Markdown.")
    effort = forms.CharField(required=False, max_length=200, help_text="For example “2-4 hours”.")
    count = forms.CharField(
        required=False,
        max_length=200,
        help_text="For example “6-8 engineers”: it is done at the first number.",
    )
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

    def __init__(self, data: Any = None, *, item: Item, roles: Any, practices: dict[str, str]) -> None:
        super().__init__(data, initial=_initial(item))
        self._roles, self._practices = roles, practices
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
        for name, parse, words in AMOUNTS:
            if data.get(name) and name in self.changed_data and parse(data[name]) is None:
                self.add_error(name, words)
        return data

    def on(self, item: Item) -> Self:
        typed = self.data.copy()  # type: ignore[attr-defined]  # what a request sends can be copied
        typed["version"] = str(item.version)
        return type(self)(typed, item=item, roles=self._roles, practices=self._practices)

    @property
    def beside(self) -> list[tuple[str, str]]:
        """Labels of what was typed otherwise than the item says by now, and what that is: (label, words)."""
        differing = (field for field in self.visible if field.field.has_changed(field.initial, field.data))
        return [(str(field.label), _in_words(field.initial)) for field in differing]

    @property
    def visible(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in {"accountable", "others"}]

    @property
    def asked(self) -> dict[str, Any]:
        return {"version": self.cleaned_data["version"], "edit": self.edit}

    @property
    def edit(self) -> ItemEdit:
        """What a valid form asks for. Amounts whose words stayed keep their numbers, wherever these came from."""
        data = self.cleaned_data
        numbered = data["due_kind"] in {"week_end", "working_day"}
        columns = {name: data[name] for name in (*WORDS, "due_kind")}
        columns["due_number"] = data["due_number"] if numbered else None
        columns["pinned_on"] = data["pinned_on"] if data["due_kind"] == "pinned" else None
        for name, _, _ in AMOUNTS:
            if name in self.changed_data:
                columns |= _columns(name, data[name])
        roles = [data["accountable"], *(role for role in data["others"] if role != data["accountable"])]
        return ItemEdit(columns, [role.pk for role in roles if role is not None])


def _columns(amount: str, words: str) -> dict[str, Any]:
    return effort_columns(parse_effort(words)) if amount == "effort" else count_columns(parse_count(words))


def _initial(item: Item) -> dict[str, Any]:
    owners = list(item.ownerships.order_by("-accountable", "position"))
    accountable = next((owner.role_id for owner in owners if owner.accountable), None)
    return {
        **{name: getattr(item, name) for name in ("version", *WORDS, *DUE)},
        "effort": item.effort_words,
        "count": count_in_words(item.count_low, item.count_high, item.count_words),
        "accountable": accountable,
        "others": [owner.role_id for owner in owners if owner.role_id != accountable],
    }


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value or "nothing")
