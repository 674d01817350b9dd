"""Beside a cell of the matrix: the teams that could help with the practices in which its team is weak."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Max

from maturity.could_help import needs_help
from maturity.models import Snapshot
from maturity.queries.cells import CellDetail
from maturity.queries.who_could_help import Helpers, who_could_help


def cell_helpers(cell: CellDetail) -> Mapping[str, Helpers]:
    """By practice, of those that are below target or low without one. One statement, none where nothing is."""
    now = cell.figures
    weak = {
        practice.key: practice.level
        for practice in cell.practices
        if needs_help(level=practice.level, target=practice.target, highest_level=practice.highest_level)
    }
    if now is None:
        return {}
    found = who_could_help(now.day, cell.moment.as_of, practices=weak)
    model = now.version.model_id
    return {
        key: found[model, key].above(level, but=cell.team.pk)
        for key, level in weak.items()
        if (model, key) in found
    }


def helpers_today(model: int, practice: str, today: date) -> Helpers:
    """Every team that could help with a practice, by the newest figures. Two statements."""
    day = Snapshot.objects.filter(day__lte=today).aggregate(newest=Max("day"))["newest"]
    found = who_could_help(day, today, practices=[practice]) if day else {}
    return found.get((model, practice), Helpers())
