"""The movers as a table to take away: every one of them, rises first, with all that its change comes from."""

from common.tables import Table, Value
from maturity.movers import causes
from maturity.movers_address import KINDS_OF_MOVERS
from maturity.queries.movers import Mover, Movers
from maturity.scoring import UNIT

COLUMNS = ("division", "team", "dimension", "then", "now", "change", "causes")


def movers_table(found: Movers) -> Table:
    """`found` has all pages."""
    moment, earlier, address = found.moment, found.earlier, found.address
    return Table(
        name=f"movers-{moment.slug}",
        title="Movers",
        about={
            "of": KINDS_OF_MOVERS[address.of].lower(),
            "as of": moment.name,
            "day": moment.day.isoformat() if moment.day else "",
            "compared with": earlier.name if earlier else "",
            "compared with day": earlier.day.isoformat() if earlier and earlier.day else "",
            "division": found.divisions[address.division] if address.division else "all divisions",
        },
        columns=COLUMNS,
        rows=[_row(each, found) for each in (*found.rises, *found.falls)],
    )


def _row(each: Mover, found: Movers) -> tuple[Value, ...]:
    said = "; ".join(cause.said(found.practices) for cause in causes(each.steps))
    figures = (_exact(each.steps.then), _exact(each.steps.now), _exact(each.change))
    return (each.place.division, each.place.name, each.title or "Overall", *figures, said)


def _exact(figure: int | None) -> float | None:
    return None if figure is None else figure / UNIT
