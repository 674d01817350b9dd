"""Figures of the whole workspace, read when somebody asks: the same, whichever machine is asked."""

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

log = logging.getLogger(__name__)


class Reading(NamedTuple):
    """`value` is None where there is nothing to tell: no mail waits, so none is the oldest."""

    name: str
    says: str
    value: float | None


type Reader = Callable[[datetime], Iterable[Reading]]
"""What is so at the moment."""

_readers: dict[str, Reader] = {}


def read_with(part: str, reader: Reader) -> None:
    """Called once for each part of the program, when its app is ready."""
    _readers[part] = reader


class Readings(Collector):
    def __init__(self, now: datetime) -> None:
        self.now = now

    def collect(self) -> Iterator[Metric]:
        """A part that cannot be read says so, and the others are told all the same."""
        failed = GaugeMetricFamily(
            "waymark_reading_failed", "1 where a part could not be read, as the log tells", labels=["part"]
        )
        for part, reader in _readers.items():
            readings = self._taken(part, reader)
            failed.add_metric([part], float(readings is None))
            for name, says, value in readings or ():
                if value is not None:
                    yield GaugeMetricFamily(name, says, value)
        yield failed

    def _taken(self, part: str, reader: Reader) -> list[Reading] | None:
        try:
            return list(reader(self.now))
        except Exception:  # whatever it is, the answer is that it failed, and the log has the rest
            log.warning("Reading of %s failed", part, exc_info=True)
            return None
