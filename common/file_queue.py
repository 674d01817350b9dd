"""The queue of files, where there is no Redis: kombu's own, but nothing in it is ever seen, or left, half written.

kombu writes where the worker reads. On a full disk an empty file stays behind, and the worker that reads it dies of it.
"""

import fcntl
import logging
from contextlib import suppress
from pathlib import Path
from time import monotonic_ns
from typing import Any
from uuid import uuid4

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.json import dumps

log = logging.getLogger(__name__)


class Channel(filesystem.Channel):  # type: ignore[misc]  # kombu's types are not used
    def _put(self, queue: str, payload: dict[str, Any], **kwargs: Any) -> None:
        """ChannelError says why the folder takes no message. Messages are read in the order of their names."""
        name = f"{monotonic_ns():020d}_{uuid4()}.{queue}.msg"
        write_whole(Path(self.data_folder_out) / name, dumps(payload))

    def _get(self, queue: str) -> Any:
        """The next message that can be read. What a power failure cut short is left out: the next beat asks again."""
        while True:
            try:
                return super()._get(queue)
            except ValueError:
                log.warning("Left out a message of the queue that was not whole")

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        """The list of queues is kept whole too."""
        row = _row(routing_key, pattern, queue)
        self.control_folder.mkdir(exist_ok=True)
        with (self.control_folder / "lock").open("w") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            if row not in (kept := self._kept_table(exchange)):
                write_whole(self._exchange_file(exchange), dumps([row, *kept]))

    def get_table(self, exchange: str) -> list[filesystem.exchange_queue_t]:
        """What is kept, and what this process knows by itself: its messages never go where nobody reads."""
        kept = self._kept_table(exchange)
        if self.typeof(exchange).type != "direct":
            return kept
        known = (_row(*names) for names in self.state.exchanges[exchange].get("table", ()))
        return [*kept, *(row for row in known if row not in kept)]

    def _kept_table(self, exchange: str) -> list[filesystem.exchange_queue_t]:
        with suppress(ValueError):
            return list(super().get_table(exchange))
        return []


class Transport(filesystem.Transport):  # type: ignore[misc]
    Channel = Channel


def write_whole(path: Path, text: str) -> None:
    """The file is there with all of `text`, or as it was before. ChannelError says why not."""
    unfinished = path.parent / f".{uuid4()}"
    try:
        unfinished.write_text(text)
        unfinished.rename(path)
    except OSError as error:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise ChannelError(f"The folder of the queue takes no message: {error}") from error


def _row(routing_key: str, pattern: str, queue: str) -> filesystem.exchange_queue_t:
    return filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
