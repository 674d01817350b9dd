"""How pages show the Markdown of plans."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from plans import markdown

register = template.Library()


@register.filter
def block(text: str) -> SafeString:
    """A block of Markdown as HTML."""
    return mark_safe(markdown.block_html(text))  # noqa: S308  # cleaned there


@register.filter
def inline(text: str) -> SafeString:
    """One line of Markdown as HTML."""
    return mark_safe(markdown.inline_html(text))  # noqa: S308  # cleaned there
