"""The effort and the count of an item as its columns, and a count in words. Pure."""

from typing import Any

from plans.document.model import CountRange, EffortRange


def effort_columns(effort: EffortRange | None) -> dict[str, Any]:
    """Empty ones where there is none."""
    if effort is None:
        return {"effort_low": None, "effort_high": None, "effort_unit": "", "effort_words": ""}
    return {
        "effort_low": effort.low,
        "effort_high": effort.high,
        "effort_unit": effort.unit,
        "effort_words": effort.words,
    }


def count_columns(count: CountRange | None) -> dict[str, Any]:
    """Empty ones where there is none."""
    if count is None:
        return {"count_low": None, "count_high": None, "count_words": ""}
    return {"count_low": count.low, "count_high": count.high, "count_words": count.words}


def count_in_words(low: int | None, high: int | None, words: str) -> str:
    """The words as written; where a count has none, its numbers."""
    if words or low is None:
        return words
    return str(low) if low == high else f"{low}-{high}"
