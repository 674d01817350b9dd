"""What people send from the page of an item. The fields of a form are what its service asks for."""

from typing import Any, ClassVar, Self

from django import forms

from plans.models import Item
from plans.services.item_states import NEED_REASON, SAY_WHY


class ItemPageForm(forms.Form):
    """`name` is the form's word on the page; the ids of its fields begin with it.

    What the person had seen (`version`, `seen`) is written by the page, which always shows it as it is by now.
    """

    name: ClassVar[str]

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **{"auto_id": f"{self.name}-%s", "label_suffix": "", **options})

    @property
    def asked(self) -> dict[str, Any]:
        """What a valid form asks for, as arguments of its service."""
        return self.cleaned_data

    def on(self, item: Item) -> Self:
        """What was typed, on top of what the item says by now."""
        return self

    def point_out(self) -> None:
        """Put the cursor where the first thing is wrong: the page may be long."""
        wrong = [field for field in self.visible_fields() if field.errors] or self.visible_fields()
        wrong[0].field.widget.attrs["autofocus"] = True


class StateForm(ItemPageForm):
    name = "state"
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    state = forms.TypedChoiceField(
        coerce=Item.State,
        choices=[each for each in Item.State.choices if each[0] != "handed_on"],
        widget=forms.HiddenInput,
    )
    reason = forms.CharField(required=False, max_length=500)
    blocked_by = forms.CharField(
        required=False, max_length=200, label="Waits for", help_text="Who or what blocks it."
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("state") in NEED_REASON and not data.get("reason") and "reason" not in self.errors:
            self.add_error("reason", SAY_WHY)
        return data


class CommentForm(ItemPageForm):
    name = "comment"
    text = forms.CharField(
        label="Comment",
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Write something first."},
    )
    seen = forms.IntegerField(min_value=0, max_value=10**6, widget=forms.HiddenInput)


class LinkForm(ItemPageForm):
    name = "link"
    url = forms.URLField(
        label="Address",
        max_length=1000,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        error_messages={
            "required": "Paste the address of a page.",
            "invalid": "This is no address of a page.",
        },
    )
    title = forms.CharField(required=False, max_length=200)

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        if not url.startswith("https://"):
            raise forms.ValidationError("A link begins with https://.")
        return url


class CountForm(ItemPageForm):
    name = "count"
    note = forms.CharField(required=False, max_length=300, label="Which one")
    seen = forms.IntegerField(min_value=0, max_value=10**6, widget=forms.HiddenInput)
