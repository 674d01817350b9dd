"""Small rules about text that reading, writing and comparing share."""

import re

_RULE = re.compile(r"^ {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$")
_FENCE = re.compile(r"^(~{3,}) verbatim\n(.*)\n\1$", re.DOTALL)


def one_line(text: str) -> str:
    """The text on one line, with single spaces."""
    return " ".join(text.split())


def plain(text: str) -> str:
    """One line without the emphasis around the whole of it: "**Owner**" is Owner."""
    return one_line(text).strip("*_` ").strip()


def tidy(text: str) -> str:
    """A block without the blank lines and the horizontal rules at its two ends."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    while lines and _is_edge(lines[0]):
        lines.pop(0)
    while lines and _is_edge(lines[-1]):
        lines.pop()
    return "\n".join(lines).rstrip()


def _is_edge(line: str) -> bool:
    return not line.strip() or _RULE.match(line) is not None


def join_blocks(*blocks: str) -> str:
    """Blocks of Markdown with one blank line between them; empty ones are left out."""
    return "\n\n".join(block for block in blocks if block)


def fence(body: str) -> str:
    """The body inside a `verbatim` fence, for text that would be read as something else in its place."""
    longest = max((len(run) for run in re.findall(r"~+", body)), default=0)
    marks = "~" * max(3, longest + 1)
    return f"{marks} verbatim\n{body}\n{marks}"


def unfence(text: str) -> str:
    """The tidy text; the inside of the fence where all of it is one `verbatim` fence."""
    text = tidy(text)
    found = _FENCE.match(text)
    if found is None or re.search(rf"^ {{0,3}}{found[1]}~*[ \t]*$", found[2], re.MULTILINE):
        return text
    return tidy(found[2])


def indent(text: str, by: int) -> str:
    """Every line that is not empty, moved right."""
    return "\n".join(" " * by + line if line else line for line in text.split("\n"))


def dedent(line: str, by: int) -> str:
    """A line of a list entry without the indentation that the entry gives it."""
    if line.startswith("\t"):
        return line[1:]
    blank = len(line) - len(line.lstrip(" "))
    return line[min(by, blank) :]
