"""In which encoding a file of text is written."""

import codecs
from functools import partial
from io import BytesIO

from common.spreadsheets.files.limits import BadFile

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins like the next one
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LOOKED_AT = 4096
_CHUNK = 1 << 16
NO_TEXT = "This is not text in an encoding that is known here. Save the file as CSV in UTF-8, or as XLSX."


def encoding_of(content: bytes) -> str:
    """A codec that reads all of it: by its mark, else UTF-16 by its zeros, UTF-8, or Windows-1252; or `BadFile`."""
    for mark, codec in _MARKS:
        if content.startswith(mark):
            return _reads(content, codec)
    head = content[:_LOOKED_AT]
    if b"\0" in head:
        return _reads(content, "utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be")
    try:
        return _reads(content, "utf-8")
    except BadFile:
        return _reads(content, "cp1252")


def _reads(content: bytes, codec: str) -> str:
    """The codec, having decoded everything a piece at a time: nothing of it is kept."""
    decoder = codecs.getincrementaldecoder(codec)()
    try:
        for piece in iter(partial(BytesIO(content).read, _CHUNK), b""):
            if "\0" in decoder.decode(piece):
                raise BadFile(NO_TEXT)
        decoder.decode(b"", final=True)
    except UnicodeError as error:
        raise BadFile(NO_TEXT) from error
    return codec
