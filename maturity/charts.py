"""Charts drawn on the server: SVG without style or script of its own, which the style sheet styles."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

import pygal
from django.utils.safestring import SafeString, mark_safe

from maturity.scoring import UNIT

COLOURS = 7
"""How many series colours the style sheet has; the eighth line begins again, with another stroke."""

_LABEL_HEIGHT = 15
_LETTER_WIDTH = 7.4  # of the widest usual letters, at the size that the style sheet gives to labels
_LEAST_MARGIN = 60
_PLOT_BOTTOM = 304
_REMOVED = {"style", "script", "desc", "defs", "title"}


@dataclass(frozen=True, slots=True)
class Line:
    """A series: one value for each label of the chart, in ten-thousandths, None where there is no data."""

    name: str
    values: tuple[int | None, ...]


def trend_chart(
    title: str,
    labels: Sequence[str],
    lines: Sequence[Line],
    highest_level: int,
    marks: Sequence[tuple[int, str]] = (),
) -> SafeString:
    """Lines over time, labelled at their ends, broken where there is no data.

    `marks` are upright lines with a few words each, at the positions of labels. Names may hold anything: they become
    text of the SVG, never markup.
    """
    chart = pygal.Line(
        width=900,
        height=340,
        margin=8,
        margin_right=_room_for(lines),
        range=(0, highest_level),
        y_labels=list(range(highest_level + 1)),
        show_legend=False,
        print_labels=True,
        allow_interruptions=True,
        js=(),
        disable_xml_declaration=True,
    )
    chart.x_labels = list(labels)
    for line in lines:
        chart.add(line.name, _points(line))
    chart.add_xml_filter(lambda root: _tidied(root, title, marks))
    svg: str = chart.render(is_unicode=True)
    return mark_safe(svg)  # noqa: S308  # written by an XML writer, which escapes


def _room_for(lines: Sequence[Line]) -> int:
    """Pixels right of the plot, so that the longest name is not cut off."""
    return max(_LEAST_MARGIN, round(_LETTER_WIDTH * max((len(line.name) for line in lines), default=0)) + 12)


def _points(line: Line) -> list[object]:
    points: list[object] = [None if value is None else value / UNIT for value in line.values]
    last = max((n for n, value in enumerate(line.values) if value is not None), default=None)
    if last is not None:
        points[last] = {"value": points[last], "label": line.name}
    return points


def _tidied(root: Element, title: str, marks: Sequence[tuple[int, str]]) -> Element:
    """Takes out style, script, tooltips and hover data, which a strict content security policy refuses anyway."""
    for parent in list(root.iter()):
        for child in list(parent):
            classes = child.get("class", "")
            if (
                child.tag in _REMOVED
                or callable(child.tag)  # a comment
                or classes in ("titles", "tooltip-overlay")
            ):
                parent.remove(child)
        parent.attrib.pop("style", None)
    root.attrib.pop("id", None)
    heading = Element("title")
    heading.text = title
    root.insert(0, heading)
    ends = _dots(root)
    _place_labels(root, ends)
    _add_marks(root, marks)
    return root


def _dots(root: Element) -> dict[str, tuple[float, float]]:
    """Makes the dots small, and says where the last one of each series is; gives every series its colour."""
    ends = {}
    for group in root.iter("g"):
        classes = group.get("class", "").split()
        if "series" not in classes:
            continue
        series = classes[1]
        turn, colour = divmod(int(series.removeprefix("serie-")), COLOURS)
        group.set("class", f"series {series} color-{colour} round-{turn}")
        for circle in group.iter("circle"):
            ends[series] = (float(circle.get("cx", "0")), float(circle.get("cy", "0")))
            circle.set("r", "2.5")
            circle.set("class", "dot")
    return ends


def _place_labels(root: Element, ends: dict[str, tuple[float, float]]) -> None:
    """Each label beside its line's last dot, moved down, and where that is too far up again, so that none overlap."""
    labels = [
        (*ends[group.get("class", "").split()[1]], text)
        for group in root.iter("g")
        if group.get("class", "").startswith("series")
        for text in group.iter("text")
    ]
    labels.sort(key=lambda label: label[1])
    for (x, _, text), y in zip(labels, spread([y + 4 for _, y, _ in labels]), strict=True):
        text.set("x", f"{x + 9:.1f}")
        text.set("y", f"{y:.1f}")


def spread(wanted: Sequence[float]) -> list[float]:
    """Heights near the wanted ones (sorted, downwards), at least a line apart and none below the plot."""
    placed: list[float] = []
    for y in wanted:
        placed.append(max(y, placed[-1] + _LABEL_HEIGHT) if placed else y)
    lowest = float(_PLOT_BOTTOM)
    for n in reversed(range(len(placed))):
        placed[n] = min(placed[n], lowest)
        lowest = placed[n] - _LABEL_HEIGHT
    return placed


def _add_marks(root: Element, marks: Sequence[tuple[int, str]]) -> None:
    plot = next((group for group in root.iter("g") if group.get("class") == "plot"), None)
    axis = next((group for group in root.iter("g") if group.get("class", "").startswith("axis x")), None)
    if plot is None or axis is None:
        return
    at = [text.get("x", "0") for text in axis.iter("text")]
    for position, words in marks:
        mark = SubElement(plot, "g", {"class": "marker"})
        SubElement(mark, "line", {"x1": at[position], "x2": at[position], "y1": "0", "y2": "298"})
        SubElement(mark, "text", {"x": f"{float(at[position]) + 6:.1f}", "y": "12"}).text = words
