"""A waterfall as a table of which every row has its bar: chart and table are one, and fit on a phone.

Bars are SVG measured in per cent of the cell, so that they need no style of their own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from maturity.scoring import UNIT
from maturity.waterfall import Waterfall
from maturity.why_words import NAMES, exact, exact_share

_LEAST_SPAN = UNIT // 5  # a change of nothing is not blown up to the width of the chart
_MOST_TICKS = 4
_TICKS = (500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000)


@dataclass(frozen=True, slots=True)
class Axis:
    """The part of the scale that the bars lie in, in ten-thousandths; it need not begin at 0, so no bar does."""

    low: int
    high: int

    @classmethod
    def around(cls, places: Sequence[int]) -> "Axis":
        low, high = min(places), max(places)
        wider = max(_LEAST_SPAN - (high - low), 0) // 2
        margin = (high - low + 2 * wider) // 6
        return cls(low - wider - margin, high + wider + margin)

    def at(self, place: int) -> str:
        return f"{100 * (place - self.low) / (self.high - self.low):.2f}%"

    @property
    def ticks(self) -> list[int]:
        apart = next((each for each in _TICKS if (self.high - self.low) // each <= _MOST_TICKS), _TICKS[-1])
        return list(range(-(-self.low // apart) * apart, self.high + 1, apart))


def waterfall_html(found: Waterfall, then: str, now: str) -> SafeString:
    """Head and body of the table; of a waterfall with both figures. `then` and `now` name the moments."""
    if found.then is None or found.now is None:
        raise ValueError("a change has a figure at both its ends")
    places = list(accumulate((step.share for step in found.steps), initial=found.then))
    axis = Axis.around(places)
    rows = [
        _end(axis, then, found.then, is_first=True),
        *(
            _step(axis, NAMES[step.kind], step.share, places[n], places[n + 1])
            for n, step in enumerate(found.steps)
        ),
        _end(axis, now, found.now, is_first=False),
    ]
    body = f"{_head(axis)}<tbody>{''.join(rows)}</tbody>"
    return mark_safe(body)  # noqa: S308  # figures, and names that are escaped


def _head(axis: Axis) -> str:
    words = "".join(f'<text x="{axis.at(tick)}" y="75%">{_tick(tick)}</text>' for tick in axis.ticks)
    return (
        '<thead><tr><th scope="col">Step</th>'
        f'<td class="bar"><svg aria-hidden="true">{words}</svg></td>'
        '<th scope="col" class="num">Score</th></tr></thead>'
    )


def _end(axis: Axis, name: str, figure: int, *, is_first: bool) -> str:
    lead = _line(axis, figure, *(("50%", "100%") if is_first else ("0%", "50%")))
    dot = f'<circle cx="{axis.at(figure)}" cy="50%" r="5"/>'
    return _row("end", escape(name), f"{lead}{dot}", axis, exact(figure))


def _step(axis: Axis, name: str, share: int, before: int, after: int) -> str:
    left, right = sorted((before, after))
    width = f"{100 * (right - left) / (axis.high - axis.low):.2f}%"
    bar = f'<rect x="{axis.at(left)}" y="22%" width="{width}" height="56%"/>'
    if not share:
        bar = f'<circle class="none" cx="{axis.at(after)}" cy="50%" r="3"/>'
    leads = _line(axis, before, "0%", "22%") + _line(axis, after, "78%", "100%")
    direction = "up" if share > 0 else "down" if share < 0 else "same"
    return _row(direction, name, f"{leads}{bar}", axis, exact_share(share))


def _row(look: str, name: str, drawn: str, axis: Axis, figure: str) -> str:
    grid = "".join(_grid(axis))
    return (
        f'<tr class="{look}"><th scope="row">{name}</th>'
        f'<td class="bar"><svg aria-hidden="true">{grid}{drawn}</svg></td><td class="num">{figure}</td></tr>'
    )


def _grid(axis: Axis) -> Iterator[str]:
    for tick in axis.ticks:
        yield f'<line class="grid" x1="{axis.at(tick)}" x2="{axis.at(tick)}" y1="0%" y2="100%"/>'


def _line(axis: Axis, place: int, top: str, bottom: str) -> str:
    return f'<line x1="{axis.at(place)}" x2="{axis.at(place)}" y1="{top}" y2="{bottom}"/>'


def _tick(place: int) -> str:
    return f"{place / UNIT:.2f}" if place % 1_000 else f"{place / UNIT:.1f}"
