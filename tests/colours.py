"""Colours of the style sheet, as people see them who do not tell red from green. Channels are 0 to 1.

Relative luminance and contrast are those of WCAG 2.2, lightness and difference those of CIELAB (D65, CIE76). What is
seen is simulated with the matrices of Machado, Oliveira and Fernandes (2009) at severity 1.0, applied to linear RGB.
"""

import math
import re
from pathlib import Path

SHEET = Path(__file__).resolve().parents[1] / "static" / "app.css"
THEMES = ("light", "dark")

type Colour = tuple[float, float, float]
"""Linear red, green and blue."""

VISIONS = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
}
_XYZ = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
_WHITE = (0.95047, 1.0, 1.08883)


def token(name: str, theme: str) -> str:
    """The colour of a custom property, "#f4ede5"."""
    found = re.search(rf"--{name}: light-dark\((#\w+), (#\w+)\)", SHEET.read_text())
    assert found, f"no colour --{name}"
    return found[1 + THEMES.index(theme)]


def seen(hexadecimal: str, vision: str) -> Colour:
    """Kept within what a screen shows."""
    colour = _linear(hexadecimal)
    red, green, blue = (min(1.0, max(0.0, value)) for value in _times(VISIONS[vision], colour))
    return red, green, blue


def lightness(colour: Colour) -> float:
    """L*, from 0 to 100."""
    return lab(colour)[0]


def difference(one: Colour, other: Colour) -> float:
    return math.dist(lab(one), lab(other))


def contrast(one: Colour, other: Colour) -> float:
    dark, light = sorted(0.2126 * red + 0.7152 * green + 0.0722 * blue for red, green, blue in (one, other))
    return (light + 0.05) / (dark + 0.05)


def lab(colour: Colour) -> tuple[float, float, float]:
    x, y, z = (_root(value / white) for value, white in zip(_times(_XYZ, colour), _WHITE, strict=True))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _linear(hexadecimal: str) -> Colour:
    digits = hexadecimal.removeprefix("#")
    digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return _channel(red), _channel(green), _channel(blue)


def _channel(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _root(value: float) -> float:
    return value ** (1 / 3) if value > 216 / 24389 else (24389 / 27 * value + 16) / 116


def _times(matrix: tuple[tuple[float, ...], ...], colour: Colour) -> list[float]:
    return [sum(a * b for a, b in zip(row, colour, strict=True)) for row in matrix]
