"""Files of a plan that were named on the command line."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from plans.document import DocumentError, SourceFile, decode, unpack
from plans.document.archive import MARKDOWN
from plans.document.source import MOST_BYTES


def read_sources(paths: Iterable[str]) -> list[SourceFile]:
    """The files, and the Markdown and text files in zips and directly in folders. DocumentError for what is no plan.

    A file over the limit is refused by its size and never read.
    """
    return [source for named in paths for path in _files(Path(named)) for source in _read(path)]


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


def _read(path: Path) -> list[SourceFile]:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise DocumentError(str(path), 1, f"cannot be read: {error.strerror}") from error
    name = str(path)
    return unpack(name, data) if path.suffix.lower() == ".zip" else [decode(name, data)]
