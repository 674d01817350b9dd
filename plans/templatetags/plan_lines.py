"""The parts of an item's row that the page of all phases shares with that of a week."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from plans.lines_html import LineWriter
from plans.queries.items import ItemLine

register = template.Library()
PARTS = ("title", "moves", "box", "tick", "pills", "standing", "tools")


def _part(name: str) -> None:
    def part(writer: LineWriter, line: ItemLine) -> SafeString:
        html: str = getattr(writer, name)(line)
        return mark_safe(html)  # noqa: S308  # escaped there

    register.filter(f"line_{name}", part)


for _name in PARTS:
    _part(_name)
