"""Markdown as HTML that may stand on a page: nothing in it runs, loads or styles."""

import re
from functools import lru_cache
from itertools import pairwise

import nh3
from markdown_it import MarkdownIt

# An image of another host would be refused by the browser: its address stays as a link.
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("image")
# Without any of these a line is only words; "://" and "@" are not here, since nothing links by itself.
_WORKING = re.compile(r"[\\`*_\[<&!~\n\r\0]")
_TAGS = nh3.ALLOWED_TAGS - {"img"}
_ELSEWHERE = ("https://", "http://", "mailto:")
HIGHEST_HEADING = 4


def block_html(text: str) -> str:
    """A block of Markdown. Its headings begin at `h4`, below those of the page."""
    tokens = _MARKDOWN.parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(6, int(token.tag[1:]) + HIGHEST_HEADING - 1)}"
    return _clean(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))


def inline_html(text: str) -> str:
    """One line of Markdown, without a paragraph around it."""
    return _clean(_MARKDOWN.renderInline(text))


def plain_text(text: str) -> str:
    """One line of Markdown as words alone, for labels and lists. Not escaped."""
    return _words(text) if _WORKING.search(text) else text


@lru_cache(maxsize=2048)
def _words(text: str) -> str:
    children = (child for token in _MARKDOWN.parseInline(text) for child in token.children or ())
    return "".join(" " if child.type.endswith("break") else child.content for child in children)


def first_words(text: str, most: int = 160) -> str:
    """The first paragraph of a block as words alone, cut at a word where it is longer than `most` characters."""
    tokens = _MARKDOWN.parse(text)
    for opening, inline in pairwise(tokens):
        if opening.type == "paragraph_open" and opening.level == 0:
            words = " ".join(plain_text(inline.content).split())
            return words if len(words) <= most else words[:most].rsplit(" ", 1)[0] + " …"
    return ""


def _clean(html: str) -> str:
    return nh3.clean(html, tags=_TAGS, attribute_filter=_attribute, link_rel="noopener noreferrer")


def _attribute(_tag: str, name: str, value: str) -> str | None:
    """A link to a file beside the document leads nowhere from a page: its words stay, its address goes."""
    return value if name != "href" or value.startswith(_ELSEWHERE) else None
