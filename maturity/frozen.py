"""What the database refuses to change: submissions, and all that belongs to a published model version."""

from common.triggers import Frozen

_PUBLISHED = "published and retired model versions are never changed"


def _of_published(table: str, version: str) -> tuple[Frozen, ...]:
    """Rows of `table` below a version that is no draft. `version` is SQL for its id, with ROW for the row."""

    def condition(row: str) -> str:
        return (
            "EXISTS (SELECT 1 FROM maturity_modelversion v WHERE v.state <> 'draft' AND v.id = "
            f"{version.replace('ROW', row)})"
        )

    return (
        Frozen(table, _PUBLISHED, ("INSERT",), condition("NEW")),
        Frozen(table, _PUBLISHED, ("UPDATE", "DELETE"), condition("OLD")),
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
        "OLD.state <> 'draft' AND (NEW.state = 'draft' OR NEW.digest <> OLD.digest OR NEW.number <> OLD.number OR NEW.scale <> OLD.scale"
        " OR NEW.model_id <> OLD.model_id OR NEW.published_at <> OLD.published_at)",
    ),
    *_of_published("maturity_dimension", "ROW.version_id"),
    *_of_published("maturity_practice", "ROW.version_id"),
    *_of_published("maturity_levelcriterion", _OF_PRACTICE),
    *_of_published("maturity_reference", _OF_PRACTICE),
)
