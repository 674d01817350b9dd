"""What the database refuses to change: submissions, and all that belongs to a published model version."""

from common.triggers import Frozen

_PUBLISHED = "published and retired model versions are never changed"
_IS_PUBLISHED = "EXISTS (SELECT 1 FROM maturity_modelversion v WHERE v.state <> 'draft' AND v.id = {version})"
_CHANGED = " OR ".join(
    f"NEW.{name} <> OLD.{name}" for name in ("digest", "number", "scale", "model_id", "published_at")
)


def _of_published(table: str, version: str) -> tuple[Frozen, ...]:
    """Rows of `table` below a version that is no draft. `version` is SQL for its id, with ROW for the row."""

    old, new = (_IS_PUBLISHED.format(version=version.replace("ROW", row)) for row in ("OLD", "NEW"))
    return (
        Frozen(table, _PUBLISHED, ("INSERT",), new),
        Frozen(table, _PUBLISHED, ("UPDATE",), f"({old} OR {new})"),
        Frozen(table, _PUBLISHED, ("DELETE",), old),
    )


_OF_PRACTICE = "(SELECT p.version_id FROM maturity_practice p WHERE p.id = ROW.practice_id)"

FROZEN = (
    Frozen("maturity_submission", "submissions are never changed"),
    Frozen("maturity_submittedanswer", "submissions are never changed"),
    Frozen("maturity_modelversion", _PUBLISHED, ("DELETE",), "OLD.state <> 'draft'"),
    Frozen(
        "maturity_modelversion",
        _PUBLISHED,
        ("UPDATE",),
        f"OLD.state <> 'draft' AND (NEW.state = 'draft' OR {_CHANGED})",
    ),
    *_of_published("maturity_dimension", "ROW.version_id"),
    *_of_published("maturity_practice", "ROW.version_id"),
    *_of_published("maturity_levelcriterion", _OF_PRACTICE),
    *_of_published("maturity_reference", _OF_PRACTICE),
)
