"""Charts drawn on the server: SVG without style or script of its own, which the style sheet styles."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

import pygal
from django.utils.safestring import SafeString, mark_safe

from maturity.scoring import UNIT

COLOURS = 7
"""How many series colours the style sheet has; the eighth line begins again, with another stroke."""

_WIDTH, _LOW, _HIGH = 900, 340, 430  # the higher one where many labels stand one below the other
_FEW_LINES = 8
_LETTER_WIDTH, _BOLD = (
    7.4,
    1.12,
)  # of the widest usual letters, at the size that the style sheet gives to labels
_LEAST_MARGIN = 60
_LABEL_HEIGHT, _LABEL_NEAR, _LABEL_GAP, _LABEL_AWAY = 15, 9, 22, 4
_MANY_POINTS = 16  # beyond which a dot at each of them would hide the line
_BADGE, _BADGE_APART, _BADGE_ABOVE = 8, 19, 12
_BAR_WIDTH, _BAR_HEIGHT = 6, 16
_REMOVED = {"style", "script", "desc", "defs", "title"}


@dataclass(frozen=True, slots=True)
class Line:
    """One value for each label of the chart, in ten-thousandths, None where there is no data.

    `number` is its place among the colours, None for the line that sums up the others. `last` stands behind its name.
    """

    name: str
    values: tuple[int | None, ...]
    number: int | None
    last: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    """What the height of a chart stands for: from 0 to `highest`, with words at some figures, in ten-thousandths."""

    highest: int
    ticks: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """An upright line at the position of a label, with a short sign above it and what it means for those who point."""

    position: int
    sign: str
    words: str


def levels(highest_level: int) -> Scale:
    return Scale(
        highest_level * UNIT, tuple((level * UNIT, str(level)) for level in range(highest_level + 1))
    )


def percentages() -> Scale:
    return Scale(UNIT, tuple((UNIT * part // 100, f"{part} %") for part in (0, 25, 50, 75, 100)))


def trend_chart(
    title: str,
    labels: Sequence[str],
    lines: Sequence[Line],
    scale: Scale,
    *,
    marks: Sequence[Mark] = (),
    counts: Sequence[int] = (),
) -> SafeString:
    """Lines over time, labelled at their ends, broken where there is no data.

    A label may be empty. `counts` are small bars at the foot, one for each label. Names may hold anything: they become
    text of the SVG, never markup.
    """
    chart = pygal.Line(
        width=_WIDTH,
        height=_LOW if len(lines) <= _FEW_LINES else _HIGH,
        margin=8,
        margin_top=8 + (2 * _BADGE_ABOVE if marks else 0),
        margin_right=_room_for(lines),
        range=(0, scale.highest / UNIT),
        y_labels=[{"value": value / UNIT, "label": words} for value, words in scale.ticks],
        truncate_label=-1,
        show_legend=False,
        show_dots=False,
        allow_interruptions=True,
        js=(),
        disable_xml_declaration=True,
    )
    chart.x_labels = list(labels)
    for line in lines:
        chart.add(line.name, [None if value is None else value / UNIT for value in line.values])
    chart.add("", [0] * len(labels))  # without a figure pygal draws no axes; its line is taken out again
    chart.add_xml_filter(lambda root: _Finish(root, chart, len(labels)).all(title, lines, marks, counts))
    svg: str = chart.render(is_unicode=True)
    return mark_safe(svg)  # noqa: S308  # written by an XML writer, which escapes


def look(number: int | None) -> str:
    """The classes by which the style sheet knows a line, in a chart and in lists beside it."""
    if number is None:
        return "summary"
    turn, colour = divmod(number, COLOURS)
    return f"line-{number} color-{colour} round-{turn}"


def spread(wanted: Sequence[float], apart: float, first: float, last: float) -> list[float]:
    """Places as near the wanted ones (sorted) as can be: so far apart, none before the first or beyond the last.

    Where too many want the same place, their middle stays there: the method of pooled neighbours, by least squares.
    """
    pools: list[
        tuple[float, int]
    ] = []  # the sum of what a pool's members want, less their distances, and their number
    for n, place in enumerate(wanted):
        total, count = place - n * apart, 1
        while pools and pools[-1][0] / pools[-1][1] > total / count:
            before = pools.pop()
            total, count = total + before[0], count + before[1]
        pools.append((total, count))
    starts = [total / count for total, count in pools for _ in range(count)]
    most = last - max(len(starts) - 1, 0) * apart
    return [max(first, min(start, most)) + n * apart for n, start in enumerate(starts)]


def _room_for(lines: Sequence[Line]) -> int:
    """Pixels right of the plot, so that the longest name is not cut off."""
    longest = max((len(_words(line)) * (_BOLD if line.number is None else 1) for line in lines), default=0)
    return max(_LEAST_MARGIN, round(_LETTER_WIDTH * longest) + _LABEL_GAP + 3)


def _words(line: Line) -> str:
    return f"{line.name} {line.last}".rstrip()


class _Finish:
    """What pygal drew, without what a strict content security policy refuses, and with dots, labels and marks."""

    def __init__(self, root: Element, chart: pygal.Line, points: int) -> None:
        self.root, self.view, self.points = root, chart.view, points
        self.bottom = float(chart.view.height)

    def all(self, title: str, lines: Sequence[Line], marks: Sequence[Mark], counts: Sequence[int]) -> Element:
        self.tidy(title)
        plot = next(group for group in self.root.iter("g") if group.get("class") == "plot")
        *series, needless = [group for group in plot if group.get("class", "").startswith("series")]
        plot.remove(needless)
        for group, line in zip(series, lines, strict=True):
            self.draw(group, line)
        self.label(list(zip(series, lines, strict=True)))
        first = len(plot) - len(series)
        for place, drawn in enumerate([*self.bars(counts), *self.marks(marks)], start=first):
            plot.insert(place, drawn)  # behind the lines
        return self.root

    def tidy(self, title: str) -> None:
        for parent in list(self.root.iter()):
            for child in list(parent):
                if self.is_removed(child):
                    parent.remove(child)
            parent.attrib.pop("style", None)
        self.root.attrib.pop("id", None)
        self.root.set("role", "img")
        heading = Element("title")
        heading.text = title
        self.root.insert(0, heading)

    def is_removed(self, node: Element) -> bool:
        classes = node.get("class", "")
        comment = callable(node.tag)
        empty = node.tag == "text" and not node.text
        return comment or empty or node.tag in _REMOVED or classes == "titles" or "overlay" in classes

    def x(self, position: int) -> float:
        return round(float(self.view.x(position / (self.points - 1) if self.points > 1 else 0.5)), 1)

    def y(self, value: int) -> float:
        return round(float(self.view.y(value / UNIT)), 1)

    def draw(self, group: Element, line: Line) -> None:
        group.set("class", f"series {look(line.number)}")
        for path in list(group.iter("path")):
            path.set("class", "line")
            SubElement(group, "path", {"class": "reach", "d": path.get("d", "")})
        known = [n for n, value in enumerate(line.values) if value is not None]
        SubElement(group, "title").text = _words(line)
        for n in known:
            if len(line.values) <= _MANY_POINTS or n == known[-1] or {n - 1, n + 1}.isdisjoint(known):
                place = {"cx": f"{self.x(n)}", "cy": f"{self.y(line.values[n] or 0)}"}
                SubElement(group, "circle", {"class": "dot", "r": "2.5", **place})

    def label(self, drawn: Sequence[tuple[Element, Line]]) -> None:
        """Each name beside its line's last dot, moved up or down so that none overlap.

        Where one had to move, thin lines lead from the names to their dots.
        """
        ends = [(*self.end(line), group, line) for group, line in drawn if any(_known(line))]
        ends.sort(key=lambda end: end[1])
        heights = spread([y for _, y, _, _ in ends], _LABEL_HEIGHT, 0, self.bottom)
        led = any(abs(height - end[1]) > _LABEL_AWAY for end, height in zip(ends, heights, strict=True))
        for (x, y, group, line), height in zip(ends, heights, strict=True):
            if led:
                path = f"M{x + 4:.1f} {y:.1f}L{x + _LABEL_GAP - 3:.1f} {height:.1f}"
                SubElement(group, "path", {"class": "lead", "d": path})
            place = {"x": f"{x + (_LABEL_GAP if led else _LABEL_NEAR):.1f}", "y": f"{height + 4:.1f}"}
            text = SubElement(group, "text", {"class": "label", **place})
            text.text = line.name
            if line.last:
                SubElement(text, "tspan", {"class": "last"}).text = f" {line.last}"

    def end(self, line: Line) -> tuple[float, float]:
        last = max(n for n, known in enumerate(_known(line)) if known)
        return self.x(last), self.y(line.values[last] or 0)

    def bars(self, counts: Sequence[int]) -> list[Element]:
        most = max(counts, default=0)
        bars = []
        for n, count in enumerate(counts):
            if count:
                height = max(3, round(_BAR_HEIGHT * count / most))
                place = {"x": f"{self.x(n) - _BAR_WIDTH / 2:.1f}", "y": f"{self.y(0) - height:.1f}"}
                bar = Element(
                    "rect", {"class": "count", **place, "width": f"{_BAR_WIDTH}", "height": f"{height}"}
                )
                SubElement(bar, "title").text = f"{count} submission{'' if count == 1 else 's'}"
                bars.append(bar)
        return bars

    def marks(self, marks: Sequence[Mark]) -> list[Element]:
        """Upright lines, each with its sign in a badge above, moved aside where two would touch."""
        ordered = sorted(marks, key=lambda mark: mark.position)
        room = 0, self.x(self.points - 1) + _BADGE_APART
        places = spread([self.x(mark.position) for mark in ordered], _BADGE_APART, *room)
        return [self.mark(mark, place) for mark, place in zip(ordered, places, strict=True)]

    def mark(self, mark: Mark, place: float) -> Element:
        group = Element("g", {"class": "mark"})
        SubElement(group, "title").text = mark.words
        x = self.x(mark.position)
        SubElement(group, "path", {"d": f"M{place:.1f} {_BADGE - _BADGE_ABOVE}L{x} 2V{self.bottom:.1f}"})
        SubElement(group, "circle", {"cx": f"{place:.1f}", "cy": f"{-_BADGE_ABOVE}", "r": f"{_BADGE}"})
        text = SubElement(group, "text", {"x": f"{place:.1f}", "y": f"{4 - _BADGE_ABOVE}"})
        text.text = mark.sign
        return group


def _known(line: Line) -> list[bool]:
    return [value is not None for value in line.values]
