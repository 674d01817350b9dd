"""Markdown on a page: it reads well, and nothing in it runs, loads or styles."""

import re

from hypothesis import given
from hypothesis import strategies as st

from common.markdown import _words, block_html, first_words, inline_html, plain_text

EVIL = [
    "<script>alert(1)</script>",
    "<img src=x onerror=y>",
    "[a](javascript:x)",
    "![i](https://a.b/c.png)",
    "<b style='x'>",
]
EVIL += [
    "[a](data:text/html,x)",
    '[a](https://a.b "onclick=x")',
    "**b**",
    "`<i>`",
    "# h",
    "\n\n",
    "```\n",
    "&lt;script&gt;",
    "> ",
    "| a |\n|-|\n",
]
ALLOWED = {
    "p",
    "h4",
    "h5",
    "h6",
    "strong",
    "em",
    "code",
    "pre",
    "a",
    "ul",
    "ol",
    "li",
    "blockquote",
    "table",
    "thead",
}
ALLOWED |= {"tbody", "tr", "th", "td", "br", "hr", "del", "s"}


@given(st.lists(st.sampled_from(EVIL) | st.text("<>&\"'ab[]()!:/ \n", max_size=8), max_size=8).map("".join))
def test_only_plain_elements_and_safe_links_come_out(text):
    for html in (block_html(text), inline_html(text)):
        assert {name.lower() for name in re.findall(r"</?([a-zA-Z][a-zA-Z0-9]*)", html)} <= ALLOWED
        assert not re.search(
            r"<[^>]*\s(?:style|class|src|on\w+)\s*=(?=[^<]*>)", re.sub(r'"[^"]*"', '""', html)
        )
        assert all(
            link.startswith(("https://", "http://", "mailto:"))
            for link in re.findall(r'href="([^"]*)"', html)
        )


def test_headings_begin_below_those_of_the_page():
    assert block_html("# One\n\n## Two\n\n###### Six") == "<h4>One</h4>\n<h5>Two</h5>\n<h6>Six</h6>\n"


def test_code_keeps_every_character():
    assert (
        block_html("```python\nif a < b:\n    go()\n```")
        == "<pre><code>if a &lt; b:\n    go()\n</code></pre>\n"
    )


def test_a_link_to_a_file_beside_the_document_keeps_its_words_alone():
    assert inline_html("See the [overview](README.md)") == 'See the <a rel="noopener noreferrer">overview</a>'
    assert 'href="https://example.org/a"' in inline_html("[there](https://example.org/a)")


def test_plain_text_is_the_words_alone():
    assert (
        plain_text("Run **all** `make test` [now](https://a.b)\nand then") == "Run all make test now and then"
    )


def test_the_first_words_are_the_first_paragraph_and_end_at_a_word():
    assert first_words("```\ncode\n```\n\nIt *would* have\nhelped.\n\nMore") == "It would have helped."
    assert first_words("one two three four", most=9) == "one two …"
    assert first_words("") == ""
    assert first_words("- a list alone") == ""


@given(st.text(alphabet="ab \t.:|#-+1)@/&;*_~`[]<>!\\\n\u00a0\u2003", max_size=12) | st.text(max_size=12))
def test_words_without_markup_are_read_as_the_parser_reads_them(text):
    assert plain_text(text) == _words(text)
