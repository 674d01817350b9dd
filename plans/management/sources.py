"""Files of a plan that were named on the command line."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from plans.document import DocumentError, SourceFile, decode
from plans.document.source import MOST_BYTES

MARKDOWN = {".md", ".markdown", ".txt"}


def read_sources(paths: Iterable[str]) -> list[SourceFile]:
    """The files, and the Markdown and text files directly in the folders. DocumentError for one that is no plan.

    A file over the limit is refused by its size and never read.
    """
    return [_read(path) for named in paths for path in _files(Path(named))]


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    found = sorted(each for each in path.iterdir() if each.suffix.lower() in MARKDOWN and each.is_file())
    if not found:
        raise DocumentError(
            str(path), 1, "no Markdown in this folder: its files end in .md, .markdown or .txt"
        )
    yield from found


def _read(path: Path) -> SourceFile:
    try:
        with path.open("rb") as file:
            return decode(str(path), file.read(MOST_BYTES + 1))
    except OSError as error:
        raise DocumentError(str(path), 1, f"cannot be read: {error.strerror}") from error
