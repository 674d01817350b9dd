"""What the database refuses to change in a plan: how its metrics were worded and agreed to, and sent check-ins."""

from common.triggers import Frozen

_WORDING = "the wording of a metric is never changed, nor its agreement"
_SENT = "a check-in that was sent is never changed, nor its acknowledgement"
_WORDS = ("metric_id", "number", "title", "baseline", "target", "measured_by", "written_at")
_SAID = ("plan_id", "week", "confidence", "summary", "next_steps", "help_wanted", "facts", "sent_at")


def _differs(*columns: str) -> str:
    return "(" + " OR ".join(f"NEW.{name} IS NULL OR NEW.{name} <> OLD.{name}" for name in columns) + ")"


FROZEN = (
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
