"""The form of a closing review: one small form for each goal and for each open item, and the words around them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from plans.closing import lacks
from plans.models import Goal, Item, Plan
from plans.queries.closing import ClosingPage
from plans.queries.items import ItemLine
from plans.services.closing import GoalReview, ItemDecision, Review

LONGEST = 5000
OUTCOMES = [(value, label) for value, label in Goal.Outcome.choices if value]
STILL_OPEN = ""
DECISIONS = [
    (STILL_OPEN, "Still open"),
    (Item.State.DONE, "Done"),
    (Item.State.HANDED_ON, "Handed over"),
    (Item.State.DROPPED, "Dropped"),
]


def _version() -> forms.IntegerField:
    return forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)


class GoalForm(forms.Form):
    """`now` says what the goal's review holds by now, where somebody else wrote meanwhile."""

    version = _version()
    outcome = forms.ChoiceField(choices=OUTCOMES, required=False, widget=forms.RadioSelect)
    why = forms.CharField(required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 1}))

    def __init__(self, data: Any, *, goal: Goal) -> None:
        suggested = goal.outcome or (Goal.Outcome.MET if goal.is_done else "")
        initial = {"version": goal.version, "outcome": suggested, "why": goal.outcome_why}
        super().__init__(data, prefix=f"goal-{goal.pk}", initial=initial, label_suffix="")
        self.goal = goal

    @property
    def now(self) -> str:
        same = not self.is_bound or (
            self["outcome"].value() == self.goal.outcome and self["why"].value() == self.goal.outcome_why
        )
        words = self.goal.outcome_why and f": {self.goal.outcome_why}"
        return "" if same or not self.goal.outcome else f"{self.goal.get_outcome_display()}{words}"

    def require_whole(self) -> None:
        """Before the plan can be finished."""
        said = self.cleaned_data
        outcome = said.get("outcome", "")
        if missing := lacks(outcome, said.get("why", "")):
            self.add_error("why" if outcome else "outcome", missing)

    @property
    def review(self) -> GoalReview:
        said = self.cleaned_data
        return GoalReview(self.goal.pk, said["version"], said["outcome"], said["why"])


class DecisionForm(forms.Form):
    """What becomes of an item that is still open."""

    version = _version()
    decision = forms.ChoiceField(choices=DECISIONS, required=False, label="What becomes of it")
    reason = forms.CharField(required=False, max_length=500, label="To whom, or why")

    def __init__(self, data: Any, *, line: ItemLine) -> None:
        super().__init__(data, prefix=f"item-{line.pk}", initial={"version": line.version}, label_suffix="")
        self.line = line

    def clean(self) -> None:
        asked, reason = self.cleaned_data.get("decision"), self.cleaned_data.get("reason")
        if "reason" in self.errors or reason:
            return
        if asked == Item.State.HANDED_ON:
            self.add_error("reason", "Say who takes it over.")
        elif asked == Item.State.DROPPED:
            self.add_error("reason", "Say why it is dropped.")

    def require_whole(self) -> None:
        """Before the plan can be finished."""
        if not self.cleaned_data.get("decision"):
            self.add_error("decision", "Still open: mark it as done, hand it over or drop it.")

    @property
    def made(self) -> ItemDecision | None:
        said = self.cleaned_data
        if not said["decision"]:
            return None
        return ItemDecision(self.line.pk, said["version"], Item.State(said["decision"]), said["reason"])


class WordsForm(forms.Form):
    version = _version()
    handed_over = forms.CharField(
        required=False,
        max_length=20_000,
        label="What is handed over",
        help_text="Markdown. What goes to whom, where it is written down, and what the next person should know.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: Any, *, plan: Plan) -> None:
        initial = {"version": plan.version, "handed_over": plan.handed_over}
        super().__init__(data, initial=initial, label_suffix="")


class ReviewForm:
    """All of them. A goal or an item that the post does not speak of is shown as it is, and stays so."""

    def __init__(self, plan: Plan, page: ClosingPage, data: Mapping[str, str] | None = None) -> None:
        self.page = page
        self.words = WordsForm(data, plan=plan)
        self.phases = [
            (title, [GoalForm(_of(data, f"goal-{goal.pk}"), goal=goal) for goal in goals])
            for title, goals in page.by_phase
        ]
        self.items = [DecisionForm(_of(data, f"item-{line.pk}"), line=line) for line in page.open_lines]
        self.said = ""

    @property
    def goals(self) -> Sequence[GoalForm]:
        return [form for _, forms_ in self.phases for form in forms_]

    def is_valid(self, *, whole: bool) -> bool:
        """`whole`: as the plan has to be before it can be finished."""
        every: list[GoalForm | DecisionForm] = [*self.goals, *self.items]
        bound = [form for form in every if form.is_bound]
        valid = [form.is_valid() for form in (self.words, *bound)]
        if whole and all(valid):
            for form in bound:
                form.require_whole()
        found = sum(len(form.errors) for form in (self.words, *bound))
        if found:
            self.said = f"{found} thing{'' if found == 1 else 's'} to look at below. Nothing is saved yet."
        return not found

    @property
    def review(self) -> Review:
        """Of a valid form."""
        decisions = [form.made for form in self.items if form.is_bound]
        return Review(
            version=self.words.cleaned_data["version"],
            handed_over=self.words.cleaned_data["handed_over"],
            goals=[form.review for form in self.goals if form.is_bound],
            items=[each for each in decisions if each is not None],
        )


def _of(data: Mapping[str, str] | None, prefix: str) -> Mapping[str, str] | None:
    return data if data is not None and f"{prefix}-version" in data else None


class ReopenForm(forms.Form):
    reason = forms.CharField(
        max_length=500,
        label="Why",
        help_text="It stands in the plan's history, for whoever finished it.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
