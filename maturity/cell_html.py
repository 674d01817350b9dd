"""What the drawer of a cell shows, as text: its figures with the sentences behind them, and its history."""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from maturity import scoring
from maturity.matrix_html import WORDS, change_html, spark_html
from maturity.models import Snapshot
from maturity.queries.cell_history import Past
from maturity.queries.cells import CellDetail


class Shown(NamedTuple):
    """A figure and how it came about; `text` says in words where there is none."""

    name: str
    text: str
    sentence: str


class PastShown(NamedTuple):
    """A line of the history. `nothing` says why there is no figure, '' where there is one.

    `submission` is what stood for the cycle, as (cycle's slug, number), and `of` the name of the submission's cycle
    where it is an earlier one; both empty where the team had not submitted.
    """

    cycle: str
    submission: tuple[str, int] | None
    of: str
    nothing: str
    score: str
    change: SafeString
    attained: str
    coverage: str
    confidence: str


_NAMES: Final = {
    "score": "Score",
    "raw_score": "Raw score",
    "attained": "Attained level",
    "target": "Target",
    "gap": "Gap to target",
    "coverage": "Coverage",
    "confidence": "Confidence",
    "disagreement": "Disagreement",
}
_MISSING: Final = {"target": "no target", "gap": "no target", "disagreement": "no vote"}
_WRITTEN: Final[dict[str, Callable[[int | None], str]]] = {
    "attained": lambda level: "" if level is None else str(level),
    "coverage": scoring.percent,
    "confidence": scoring.percent,
}
_BESIDE_THE_SCORE: Final = ("raw_score", "attained", "gap", "coverage", "confidence", "disagreement")


def drawer_parts(detail: CellDetail) -> dict[str, object]:
    """What the template of the drawer reads beside the cell."""
    figures, change = detail.figures, detail.change
    known = any(past.stood.submission for past in detail.history)
    shown = {name: _shown(name, figures, detail.explained) for name in _NAMES} if figures else {}
    return {
        "score": scoring.shown(figures.score) if figures else "",
        "target": scoring.shown(figures.target) if figures else "",
        "change": change_html(change.value) if change and change.value is not None else "",
        "beside": [shown[name] for name in _BESIDE_THE_SCORE] if shown else [],
        "explained": list(shown.values()),
        "history": [_past(past) for past in reversed(detail.history)] if known else [],
        "spark": _spark(detail),
    }


def _shown(name: str, figures: Snapshot, explained: Mapping[str, str]) -> Shown:
    text = _WRITTEN.get(name, scoring.shown)(getattr(figures, name))
    return Shown(_NAMES[name], text or _MISSING.get(name, "no data"), explained[name])


def _past(past: Past) -> PastShown:
    stood, figures = past.stood, past.stood.figures
    submission = stood.submission
    cycle = submission.assessment.cycle if submission else None
    return PastShown(
        cycle=past.moment.name,
        submission=(cycle.slug, submission.number) if cycle and submission else None,
        of=cycle.name if cycle and cycle.pk != past.moment.cycle_id else "",
        nothing="" if stood.state == "scored" else WORDS[stood.state],
        score=scoring.shown(figures.score) if figures else "",
        change=_change(past.change),
        attained="" if figures is None else _WRITTEN["attained"](figures.attained),
        coverage=scoring.percent(figures.coverage) if figures else "",
        confidence=scoring.percent(figures.confidence) if figures else "",
    )


def _change(change: scoring.Change | None) -> SafeString:
    """As beside a score of the matrix, but that versions cannot be compared is said where all can read it."""
    if change is not None and change.value is not None:
        return change_html(change.value)
    if change is not None and not change.comparable:
        return mark_safe(f'<span class="muted">{WORDS["not_comparable"]}</span>')  # noqa: S308  # words of ours
    return mark_safe(f'<span class="sr">{WORDS["no_earlier"]}</span>')  # noqa: S308  # words of ours


def _spark(detail: CellDetail) -> SafeString:
    scores = [past.stood.figures.score if past.stood.figures else None for past in detail.history]
    name = escape(f"{detail.team.name}, {detail.title}")
    return mark_safe(spark_html(name, scores, detail.moment.highest_level))  # noqa: S308  # escaped above
