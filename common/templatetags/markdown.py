"""How pages show Markdown that people wrote."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from common.markdown import block_html, inline_html

register = template.Library()


@register.filter
def block(text: str) -> SafeString:
    """A block of Markdown as HTML."""
    return mark_safe(block_html(text))  # noqa: S308  # cleaned there


@register.filter
def inline(text: str) -> SafeString:
    """One line of Markdown as HTML."""
    return mark_safe(inline_html(text))  # noqa: S308  # cleaned there
