"""Writing a note of a plan."""

from typing import Any

from django import forms

from common.decisions import Decision
from plans.forms.shift import PhaseChoice
from plans.models import Note, Phase, Plan

LONGEST = 50_000


class NoteForm(forms.Form):
    """A new note: where it belongs, and what it says."""

    phase = PhaseChoice(
        queryset=Phase.objects.none(), required=False, label="Belongs to", empty_label="The whole plan"
    )
    title = forms.CharField(max_length=300)
    body = forms.CharField(
        label="Text",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="Markdown.",
    )
    kept = forms.BooleanField(
        label="Keep to the people of this plan",
        required=False,
        help_text="Only its lead, its manager and whoever fills a role in it read the note then. Files of the plan do"
        " not have it.",
    )

    def __init__(self, *args: Any, plan: Plan, may_keep: Decision, **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **options})
        if not may_keep:
            del self.fields["kept"]
        if "phase" in self.fields:
            self.fields["phase"].queryset = plan.phases.order_by("position")  # type: ignore[attr-defined]  # above


class NoteEditForm(NoteForm):
    """What a note says now, to be changed. One without a title stands without one, and then says something."""

    phase = None  # type: ignore[assignment]  # it stays where it is
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, note: Note, **options: Any) -> None:
        initial = {name: getattr(note, name) for name in ("title", "body", "kept", "version")}
        super().__init__(*args, plan=note.plan, initial=initial, **options)
        if not note.level:
            del self.fields["title"]
            self.fields["body"].required = True


class NoteRemovalForm(forms.Form):
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1)
