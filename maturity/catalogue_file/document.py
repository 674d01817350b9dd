"""YAML, cut down to what a model file needs: mappings, lists and text, each with its line.

No anchors, aliases or tags, so that a small file cannot grow large or name a type. Nothing is guessed
from how a word looks: `No`, `2026-01-01` and `1.0` are text until the schema says otherwise.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml
from yaml.reader import Reader

from maturity.catalogue_file.entries import CatalogueError

type Path = tuple[str | int, ...]
type Value = str | list[Value] | dict[str, Value]

MAX_BYTES = 2_000_000
MAX_DEPTH = 12

# libyaml's parser is ten times as fast as the one in Python and is part of nearly every installation.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Document:
    """A file's content, and the line on which each part of it starts, by its path from the root."""

    file: str
    value: Value
    lines: dict[Path, int] = field(default_factory=dict)

    def line_of(self, path: Path) -> int:
        """The line of `path`, or of the nearest part around it that is in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def load(file: str, data: bytes) -> Document:
    """The document in `data`; CatalogueError at the first thing that is not plain YAML."""
    text = _text(file, data)
    try:
        return _Loading(file, text).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = error.problem or "it cannot be read"
        raise CatalogueError(file, mark.line + 1 if mark else 1, f"not valid YAML: {problem}") from error
    except yaml.YAMLError as error:
        raise CatalogueError(file, 1, "not valid YAML") from error


def _text(file: str, data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise CatalogueError(file, 1, f"larger than {MAX_BYTES // 1_000_000} MB")
    if b"\0" in data:
        raise CatalogueError(file, 1, "not a text file; a model file is YAML in UTF-8")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CatalogueError(file, data.count(b"\n", 0, error.start) + 1, "not in UTF-8") from error
    if found := Reader.NON_PRINTABLE.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise CatalogueError(
            file, line, f"character U+{ord(found.group()):04X} is not allowed in a text file"
        )
    if not text.strip():
        raise CatalogueError(file, 1, "the file is empty")
    return text


class _Loading:
    """One pass over the parser's events."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.lines: dict[Path, int] = {}
        self.events: Iterator[yaml.Event] = yaml.parse(text, Loader=_LOADER)

    def document(self) -> Document:
        self._next()
        start = self._next()
        if isinstance(start, yaml.StreamEndEvent):
            raise CatalogueError(self.file, 1, "the file is empty: it has only comments")
        value = self._value(self._next(), ())
        self._next()
        if isinstance(end := self._next(), yaml.DocumentStartEvent):
            raise self._error(end, "a second document starts here; a file has one model")
        return Document(self.file, value, self.lines)

    def _next(self) -> yaml.Event:
        return next(self.events)

    def _error(self, event: yaml.Event, message: str) -> CatalogueError:
        return CatalogueError(self.file, _line(event), message)

    def _value(self, event: yaml.Event, path: Path) -> Value:
        self._refuse_cleverness(event, path)
        # A list's entry and the root start where they stand; a field has the line of its name already.
        self.lines.setdefault(path, _line(event))
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        return _scalar(event)

    def _mapping(self, path: Path) -> Value:
        found: dict[str, Value] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            self._refuse_cleverness(event, path)
            if not isinstance(event, yaml.ScalarEvent):
                raise self._error(event, "the name of a field must be one word")
            key = event.value
            if key in found:
                first = self.lines[*path, key]
                raise self._error(event, f"{quoted(key)} is given twice, first on line {first}")
            self.lines[*path, key] = _line(event)
            found[key] = self._value(self._next(), (*path, key))
        return found

    def _sequence(self, path: Path) -> Value:
        found: list[Value] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            found.append(self._value(event, (*path, len(found))))
        return found

    def _refuse_cleverness(self, event: yaml.Event, path: Path) -> None:
        if getattr(event, "anchor", None):
            raise self._error(event, "anchors (&) and aliases (*) are not allowed; write the text out")
        if getattr(event, "tag", None):
            raise self._error(event, "tags (!) are not allowed")
        if len(path) > MAX_DEPTH:
            raise self._error(event, "nested too deeply")


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _scalar(event: yaml.Event) -> str:
    return event.value if isinstance(event, yaml.ScalarEvent) else ""


def quoted(text: str) -> str:
    """`text` for a message: in quotes, and cut where it is long."""
    return repr(text if len(text) <= 60 else text[:57] + "...")
