"""Why a figure changed, as a table to take away: a row for each practice and team of a step, figures to four decimals.

A practice's share stands on the first of its rows, a step's on a row of its own, so that either column adds up.
"""

from collections.abc import Iterator
from datetime import date

from django.utils.text import slugify

from common.tables import Table, Value
from maturity.queries.why import Why
from maturity.scoring import UNIT
from maturity.waterfall import Part, Step, Waterfall
from maturity.why_words import NAMES, said_in_words

_COLUMNS = ("step", "share of step", "practice", "share of practice", "team", "before", "after")

type Row = tuple[Value, ...]


def why_table(found: Why, steps: Waterfall) -> Table:
    whose = " ".join(word for word in (found.whose.name, found.dimension) if word)
    return Table(
        name=slugify(f"why {whose} changed"),
        title=f"Why {whose} changed",
        about=_about(found, steps),
        columns=_COLUMNS,
        rows=[row for step in steps.steps for row in _rows(found, step)],
    )


def _about(found: Why, steps: Waterfall) -> dict[str, str]:
    moment, earlier = found.moment, found.earlier
    return {
        "of": found.whose.name,
        "figure": found.dimension or "Overall",
        "then": earlier.name if earlier else "",
        "then day": _day(earlier.day if earlier else None),
        "then score": _text(steps.then),
        "now": moment.name,
        "now day": _day(moment.day),
        "now score": _text(steps.now),
        "change": _text(steps.change),
        "address": found.address.query,
    }


def _rows(found: Why, step: Step) -> Iterator[Row]:
    name = NAMES[step.kind]
    yield (name, _exact(step.share), "", None, "", "", "")
    for team, figure in step.teams:
        yield (name, None, "", None, found.reporters[team].name, "", _exact(figure))
    for part in step.parts:
        yield from _of_part(found, name, part)


def _of_part(found: Why, name: str, part: Part) -> Iterator[Row]:
    title = found.practices[part.practice]
    for n, move in enumerate(part.moves):
        share = None if n or part.share is None else _exact(part.share)
        said = said_in_words(move.before), said_in_words(move.after)
        yield (name, None, title, share, found.reporters[move.team].name, *said)


def _exact(figure: int | None) -> float | None:
    return None if figure is None else figure / UNIT


def _text(figure: int | None) -> str:
    return "" if figure is None else f"{figure / UNIT:.4f}"


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
