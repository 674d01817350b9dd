"""Template tags that every page may use without loading them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from html import escape
from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def day(value: date | datetime | None) -> str:
    """ "Fri 18 Sep": the short form of a date; of a moment, its date in the time zone of the person who reads."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return f"{value:%a} {value.day} {value:%b}"


@register.filter
def of(values: Mapping[Any, Any], key: Any) -> Any:
    """What a mapping has for a key; None where it has nothing."""
    return values.get(key)


@register.simple_tag
def options(choices: Iterable[tuple[Any, Any]], chosen: Any = "") -> SafeString:
    """The options of a select, from values and their words; of the chosen one the value is `chosen`, as text."""
    each = [
        f'<option value="{escape(value)}"{" selected" if value == str(chosen) else ""}>{escape(words)}</option>'
        for value, words in ((str(value), str(words)) for value, words in choices)
    ]
    return mark_safe("".join(each))  # noqa: S308  # escaped piece by piece


@register.simple_tag(takes_context=True)
def nav_link(context: template.Context, name: str, label: str, *beside: str) -> SafeString:
    """A link of the main navigation, marked as current on its page, on those named `beside` it, and on all below."""
    address = reverse(name)
    current = context["request"].path.startswith((address, *map(reverse, beside)))
    return format_html(
        '<a href="{}"{}>{}</a>', address, mark_safe(' aria-current="page"') if current else "", label
    )
