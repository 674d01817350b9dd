"""What the database refuses to change: submissions, published model versions, the ballots of votes that ended, and what
closed cycles showed.
"""

from common.triggers import Frozen

_PUBLISHED = "published and retired model versions are never changed"
_IS_PUBLISHED = "EXISTS (SELECT 1 FROM maturity_modelversion v WHERE v.state <> 'draft' AND v.id = {version})"
_VERSION = ("digest", "number", "scale", "model_id", "published_at")


def _version_stays(columns: tuple[str, ...]) -> Frozen:
    """What a version that is no draft keeps; it may still be retired."""
    changed = " OR ".join(f"NEW.{name} <> OLD.{name}" for name in columns)
    condition = f"OLD.state <> 'draft' AND (NEW.state = 'draft' OR {changed})"
    return Frozen("maturity_modelversion", _PUBLISHED, ("UPDATE",), condition)


def _of_published(table: str, version: str) -> tuple[Frozen, ...]:
    """Rows of `table` below a version that is no draft. `version` is SQL for its id, with ROW for the row."""

    old, new = (_IS_PUBLISHED.format(version=version.replace("ROW", row)) for row in ("OLD", "NEW"))
    return (
        Frozen(table, _PUBLISHED, ("INSERT",), new),
        Frozen(table, _PUBLISHED, ("UPDATE",), f"({old} OR {new})"),
        Frozen(table, _PUBLISHED, ("DELETE",), old),
    )


_OF_PRACTICE = "(SELECT p.version_id FROM maturity_practice p WHERE p.id = ROW.practice_id)"

# What the first migrations install; the tables of the rest are made by later ones.
FROZEN_AT_FIRST = (
    Frozen("maturity_submission", "submissions are never changed"),
    Frozen("maturity_submittedanswer", "submissions are never changed"),
    Frozen("maturity_modelversion", _PUBLISHED, ("DELETE",), "OLD.state <> 'draft'"),
    _version_stays(_VERSION),
    *_of_published("maturity_dimension", "ROW.version_id"),
    *_of_published("maturity_practice", "ROW.version_id"),
    *_of_published("maturity_levelcriterion", _OF_PRACTICE),
    *_of_published("maturity_reference", _OF_PRACTICE),
)

_ENDED = (
    "EXISTS (SELECT 1 FROM maturity_vote v WHERE v.id = {row}.vote_id"
    " AND (v.revealed_at IS NOT NULL OR v.withdrawn_at IS NOT NULL))"
)
FROZEN_BALLOTS = tuple(
    Frozen("maturity_ballot", "a vote that ended takes no ballots", (operation,), _ENDED.format(row=row))
    for operation, row in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD"))
)

FROZEN_WITH_BALLOTS = (*FROZEN_AT_FIRST, *FROZEN_BALLOTS)

# Versions gained their names after that.
_NAMED = _version_stays((*_VERSION, "name", "summary"))
FROZEN_WITH_NAMES = tuple(
    _NAMED if each == _version_stays(_VERSION) else each for each in FROZEN_WITH_BALLOTS
)

_OF_CLOSED = "EXISTS (SELECT 1 FROM maturity_closedfigures c WHERE c.day = {row}.day)"
_IS_CLOSED = "EXISTS (SELECT 1 FROM maturity_cycle c WHERE c.id = NEW.cycle_id AND c.state = 'closed')"
FROZEN_FIGURES = (
    Frozen("maturity_closedfigures", "the figures of a closed cycle are frozen"),
    Frozen(
        "maturity_closedfigures",
        "only what a closed cycle showed is frozen",
        ("INSERT",),
        f"NOT {_IS_CLOSED}",
    ),
    *(
        Frozen("maturity_snapshot", "the figures of this day are frozen", (operation,), condition)
        for operation, condition in (
            ("INSERT", _OF_CLOSED.format(row="NEW")),
            ("UPDATE", f"({_OF_CLOSED.format(row='OLD')} OR {_OF_CLOSED.format(row='NEW')})"),
            ("DELETE", _OF_CLOSED.format(row="OLD")),
        )
    ),
)

FROZEN = (*FROZEN_WITH_NAMES, *FROZEN_FIGURES)
