"""The ramp of the matrix and the colours of a change, as ADR 14 decides on them and the style sheet has them."""

from itertools import pairwise
from pathlib import Path

import pytest

from tests.colours import THEMES, VISIONS, Colour, contrast, difference, lightness, seen, token

RECORD = Path(__file__).resolve().parents[1] / "docs" / "adr" / "0014-colours-of-the-ramp.md"
LEVELS = range(5)
READABLE = 4.5
APART_IN_LIGHTNESS = 5.0
"""Of two neighbouring steps, in L*."""
APART = 10.0
"""Of two neighbouring steps, and of the two directions of a change, in CIE76."""
BACKGROUNDS_APART = 5.0
"""Of the backgrounds behind better, worse and the same, which arrow, sign and figure tell apart as well."""

every_look = pytest.mark.parametrize(
    ("theme", "vision"), [(theme, vision) for theme in THEMES for vision in VISIONS]
)


def look(name: str, theme: str, vision: str) -> Colour:
    return seen(token(name, theme), vision)


def ramp(theme: str, vision: str) -> list[Colour]:
    return [look(f"lv{level}", theme, vision) for level in LEVELS]


def text_on(level: int) -> str:
    return "on-lv4" if level == 4 else "on-lv"


@every_look
def test_each_step_is_lighter_or_darker_than_the_one_before(theme: str, vision: str) -> None:
    """In light further from white, in dark further from black."""
    way = -1 if theme == "light" else 1
    steps = [way * (lightness(after) - lightness(before)) for before, after in pairwise(ramp(theme, vision))]
    assert min(steps) >= APART_IN_LIGHTNESS


@every_look
def test_neighbouring_steps_differ(theme: str, vision: str) -> None:
    assert min(difference(*pair) for pair in pairwise(ramp(theme, vision))) >= APART


@every_look
def test_text_reads_on_every_step(theme: str, vision: str) -> None:
    for level, step in zip(LEVELS, ramp(theme, vision), strict=True):
        names = [text_on(level)] if level == 4 else [text_on(level), "up-on-lv", "down-on-lv"]
        for name in names:
            assert contrast(step, look(name, theme, vision)) >= READABLE, (level, name)


@every_look
def test_better_worse_and_the_same_are_told_apart(theme: str, vision: str) -> None:
    better, worse, same = (look(name, theme, vision) for name in ("up-soft", "down-soft", "track"))
    for pair in ((better, worse), (better, same), (worse, same)):
        assert difference(*pair) >= BACKGROUNDS_APART
    up, down, ink = (look(name, theme, vision) for name in ("up", "down", "ink"))
    assert difference(up, down) >= APART
    for text, ground in ((up, better), (down, worse), (ink, same), (ink, better), (ink, worse)):
        assert contrast(text, ground) >= READABLE


def test_the_record_says_what_the_style_sheet_has() -> None:
    text = RECORD.read_text()
    assert [line for line in text.splitlines() if line.startswith(("| light", "| dark"))] == [
        row(theme, level) for theme in THEMES for level in LEVELS
    ]


def row(theme: str, level: int) -> str:
    """The record's line about a step: lightness, and contrast of its text, in each vision."""
    name = f"lv{level}"
    figures = [
        f"{lightness(look(name, theme, vision)):.1f} · "
        f"{contrast(look(name, theme, vision), look(text_on(level), theme, vision)):.1f}"
        for vision in VISIONS
    ]
    return f"| {theme} {level} | `{token(name, theme)}` | {' | '.join(figures)} |"
