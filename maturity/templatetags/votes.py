"""A vote as pages show it: in words, and as a small picture with a column for each level."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from maturity.voting import Tally, in_words

register = template.Library()
_STEP, _BAR, _TOP, _HIGH = 22, 16, 14, 22  # user units, which are pixels


@register.inclusion_tag("maturity/vote_tally.html")
def submitted_vote(stored: Mapping[str, Any] | None, level: int | None) -> dict[str, object]:
    """What a submitted answer keeps of its vote, against its level; nothing where there was none."""
    tally = Tally.from_json(stored) if stored else None
    return {"tally": tally, "words": in_words(tally, level) if tally else ""}


@register.filter
def tally_chart(tally: Tally) -> SafeString:
    """Nothing for a tally that is not shown."""
    if not tally.is_shown:
        return SafeString("")
    words = [f"{count} at level {level}" for level, count in enumerate(tally.levels)]
    words += [f"{tally.unknown} did not know"] if tally.unknown else []
    columns = format_html_join("", "{}", ((_column(tally, level),) for level in range(len(tally.levels))))
    return format_html(
        '<svg class="tally" role="img" aria-label="{}" width="{}" height="{}">{}</svg>',
        ", ".join(words),
        _STEP * len(tally.levels),
        _TOP + _HIGH + 14,
        columns,
    )


def _column(tally: Tally, level: int) -> SafeString:
    count, middle = tally.levels[level], _STEP * level + _STEP // 2
    height = max(2 if count == 0 else 4, _HIGH * count // max(tally.levels or (1,)) if count else 0)
    foot = _TOP + _HIGH
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}"{}></rect>{}<text class="level-name" x="{}" y="{}">{}</text>',
        middle - _BAR // 2,
        foot - height,
        _BAR,
        height,
        "" if count else SafeString(' class="none"'),
        format_html('<text x="{}" y="{}">{}</text>', middle, foot - height - 3, count) if count else "",
        middle,
        foot + 12,
        level,
    )
