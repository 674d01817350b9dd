"""What every page of Waymark keeps to, whatever it shows."""

from collections import Counter
from html.parser import HTMLParser


class Markup(HTMLParser):
    """Reads a page and collects what the content security policy would block, its headings, title and ids."""

    def __init__(self) -> None:
        super().__init__()
        self.blocked: list[str] = []
        self.ids: Counter[str] = Counter()
        self.headings = 0
        self.title = ""
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.blocked += [f"{tag} {name}" for name in named if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and not named.get("src")):
            self.blocked.append(f"inline {tag}")
        self.headings += tag == "h1"
        self.ids.update([named["id"] or ""] if "id" in named else [])
        if tag in {"title", "svg"}:
            self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._inside:
            self._inside.remove(tag)

    def handle_data(self, data: str) -> None:
        if self._inside == ["title"]:  # a chart's own title is inside its svg
            self.title += data


def faults(html: str) -> list[str]:
    """What is wrong with a whole page; empty for a good one."""
    page = Markup()
    page.feed(html)
    found = [f"blocked by the policy: {what}" for what in page.blocked]
    found += [f"id {name!r} {times} times" for name, times in page.ids.items() if times > 1 or not name]
    if page.headings != 1:
        found.append(f"{page.headings} main headings")
    if not page.title.partition(" · Waymark")[0].strip():
        found.append("no title")
    return found
