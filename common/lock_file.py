"""One process at a time for a folder, by a lock that ends with the process that holds it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class AlreadyHeld(Exception):
    """Another process has the lock; `holder` is its process id as text, or "" where it has not said yet."""

    def __init__(self, holder: str) -> None:
        super().__init__(holder)
        self.holder = holder


@contextmanager
def hold(path: Path) -> Iterator[None]:
    """Hold the lock at `path` for the length of the block; `AlreadyHeld` at once where somebody else does.

    The file stays: removing it would let two processes lock two different files of one name.
    """
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise AlreadyHeld(file.read().strip()) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
