"""The four delivery metrics that a practice may move, by the key that a model file uses."""

from typing import Final

METRICS: Final[dict[str, str]] = {
    "deployment-frequency": "Deployment frequency",
    "lead-time": "Lead time for changes",
    "change-fail-rate": "Change fail rate",
    "recovery-time": "Time to recover",
}
