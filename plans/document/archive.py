"""Zips of Markdown files, in and out. What comes in is bounded before it is unpacked, and nothing touches a disk."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import PurePosixPath
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from plans.document.model import DocumentError, SourceFile
from plans.document.source import MOST_BYTES, decode

MARKDOWN = frozenset({".md", ".markdown", ".txt"})
MOST_FILES = 200
MOST_UNPACKED = 2 * MOST_BYTES
_OLDEST = (1980, 1, 1, 0, 0, 0)  # the same plan is the same archive, whenever it is written


def unpack(name: str, data: bytes) -> list[SourceFile]:
    """The Markdown and text files in a zip. DocumentError, before anything is read, for one that leads outside
    of itself or holds too much.
    """
    if len(data) > MOST_BYTES:
        raise DocumentError(name, 1, "the zip is larger than 2 MB; a plan is far smaller")
    try:
        with ZipFile(BytesIO(data)) as archive:
            return _files(name, archive)
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        if isinstance(error, DocumentError):
            raise
        raise DocumentError(name, 1, "this is no zip that can be opened, or it has a password") from error
    except Exception as error:
        if type(error).__module__ != "zlib":
            raise
        raise DocumentError(name, 1, "this zip is damaged") from error


def _files(name: str, archive: ZipFile) -> list[SourceFile]:
    members = archive.infolist()
    if len(members) > MOST_FILES:
        raise DocumentError(name, 1, f"the zip holds more than {MOST_FILES} files")
    for member in members:
        _refuse_outside(name, member)
    wanted = [member for member in members if _is_markdown(member)]
    if not wanted:
        raise DocumentError(name, 1, "no Markdown in this zip: its files end in .md, .markdown or .txt")
    left, found = MOST_UNPACKED, []
    for member in wanted:
        with archive.open(member) as file:
            data = file.read(left + 1)  # what the zip says of its sizes may be a lie
        left -= len(data)
        if left < 0:
            raise DocumentError(name, 1, "the zip unpacks to more than 4 MB; a plan is far smaller")
        found.append(decode(f"{name}/{member.filename}", data))
    return found


def _refuse_outside(name: str, member: ZipInfo) -> None:
    path = PurePosixPath(member.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts:
        raise DocumentError(name, 1, f'"{member.filename}" leads outside of the zip; nothing of it is read')


def _is_markdown(member: ZipInfo) -> bool:
    path = PurePosixPath(member.filename)
    hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
    return not member.is_dir() and not hidden and path.suffix.lower() in MARKDOWN


def pack(files: Mapping[str, str]) -> bytes:
    """A zip of some texts, by their names."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(ZipInfo(name, _OLDEST), text, ZIP_DEFLATED)
    return packed.getvalue()
