"""What the database refuses to change in a plan: how its metrics were worded and agreed to, what reviews were held
against, and check-ins that were sent.
"""

from common.triggers import Frozen

_WORDING = "the wording of a metric is never changed, nor its agreement"
_SENT = "a check-in that was sent is never changed, nor its acknowledgement"
_REVIEWED = "a review is held against a wording of its metric that was agreed to by then"
_WORDS = ("metric_id", "number", "title", "baseline", "target", "measured_by", "written_at")
_SAID = ("plan_id", "week", "confidence", "summary", "next_steps", "help_wanted", "facts", "sent_at")


def _differs(*columns: str) -> str:
    return "(" + " OR ".join(f"NEW.{name} IS NULL OR NEW.{name} <> OLD.{name}" for name in columns) + ")"


FROZEN_AT_FIRST = (
    Frozen(
        "plans_metricedition", _WORDING, ("UPDATE",), f"(OLD.agreed_at IS NOT NULL OR {_differs(*_WORDS)})"
    ),
    Frozen("plans_metricedition", _WORDING, ("DELETE",), "OLD.agreed_at IS NOT NULL"),
    Frozen(
        "plans_checkin",
        _SENT,
        ("UPDATE",),
        f"(OLD.acknowledged_at IS NOT NULL OR (OLD.sent_at IS NOT NULL AND {_differs(*_SAID)}))",
    ),
    Frozen("plans_checkin", _SENT, ("DELETE",), "OLD.sent_at IS NOT NULL"),
)

_IS_AGREED = (
    "EXISTS (SELECT 1 FROM plans_metricedition e WHERE e.id = NEW.edition_id AND e.metric_id = NEW.metric_id "
    "AND e.agreed_at <= NEW.at)"
)
FROZEN_REVIEWS = (
    Frozen("plans_metricreview", _REVIEWED, ("INSERT",), f"NOT {_IS_AGREED}"),
    Frozen(
        "plans_metricreview",
        _REVIEWED,
        ("UPDATE",),
        f"({_differs('edition_id', 'metric_id', 'day')} OR NOT {_IS_AGREED})",
    ),
)

FROZEN = (*FROZEN_AT_FIRST, *FROZEN_REVIEWS)
