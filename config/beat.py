"""The beat's keeper of the schedule."""

from celery.beat import PersistentScheduler


class Scheduler(PersistentScheduler):  # type: ignore[misc]  # Celery has no types
    """Celery's own, for clocks that are set back.

    It counts from the last run. After a clock was a day ahead, that lies a day in the future, and nothing would run
    until then, not even after a restart.
    """

    def tick(self, *args: object, **kwargs: object) -> float:
        if self._forget_the_future():
            self._heap = None  # holds the moments of the next runs: made anew
        return float(super().tick(*args, **kwargs))

    def _forget_the_future(self) -> bool:
        now, found = self.app.now(), False
        for entry in self.schedule.values():
            if entry.last_run_at > now:
                entry.last_run_at, found = now, True
        return found
