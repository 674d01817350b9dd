"""Copying answers before a move takes them: one statement, for a cycle may hold tens of thousands."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.db.models import Max

from maturity.models import Answer, Cycle, SetAsideAnswer

_COPIED = (
    "level",
    "not_applicable",
    "not_applicable_because",
    "not_applicable_reason",
    "note",
    "target",
    "target_by",
)
# The newest evidence first, as submissions write it.
_EVIDENCE = {
    "sqlite": """
        SELECT json_group_array(json_object('title', e.title, 'url', e.url, 'dated', e.dated))
        FROM (SELECT * FROM maturity_evidence WHERE answer_id = a.id ORDER BY dated DESC, id) e""",
    "postgresql": """
        SELECT COALESCE(jsonb_agg(jsonb_build_object(
            'title', e.title, 'url', e.url, 'dated', to_char(e.dated, 'YYYY-MM-DD')
        ) ORDER BY e.dated DESC, e.id), '[]'::jsonb)
        FROM maturity_evidence e WHERE e.answer_id = a.id""",
}
# A removed practice takes all with it, a reworded one its level, and another scale the target.
_COPY = """
INSERT INTO maturity_setasideanswer (assessment_id, practice_id, why, {copied}, evidence, set_aside_at)
SELECT a.assessment_id, a.practice_id,
    CASE WHEN a.practice_id IN ({removed}) THEN 'removed' ELSE 'reworded' END,
    {said}, ({evidence}), %s
FROM maturity_answer a JOIN maturity_assessment s ON s.id = a.assessment_id
WHERE s.cycle_id = %s AND (
    (a.practice_id IN ({both}) AND (a.level IS NOT NULL OR a.not_applicable))
    OR (a.practice_id IN ({targets}) AND a.target IS NOT NULL)
    OR (a.practice_id IN ({removed}) AND (
        a.note <> '' OR EXISTS (SELECT 1 FROM maturity_evidence e WHERE e.answer_id = a.id)
    ))
)
ORDER BY a.id
"""

type Row = tuple[int, int, str]
"""Assessment, practice, and why."""


def set_aside(
    cycle: Cycle, *, removed: Sequence[int], reworded: Sequence[int], scale_changed: bool, now: datetime
) -> list[Row]:
    """Copy what would be lost of the answers to these practices; what was copied.

    The answers are locked first: whoever is saving one has finished by then, and nobody else begins.
    """
    answers = Answer.objects.filter(assessment__cycle=cycle, practice__in=[*removed, *reworded]).order_by()
    list(answers.select_for_update().values_list("pk"))
    rows = SetAsideAnswer.objects.filter(assessment__cycle=cycle)
    last = rows.aggregate(last=Max("pk"))["last"] or 0
    targets = [*removed, *reworded] if scale_changed else removed
    with connection.cursor() as cursor:
        moment = connection.ops.adapt_datetimefield_value(now)
        cursor.execute(_statement(removed, [*removed, *reworded], targets), [moment, cycle.pk])
    copied = rows.filter(pk__gt=last).order_by("pk")
    return list(copied.values_list("assessment_id", "practice_id", "why"))


def _statement(removed: Sequence[int], both: Sequence[int], targets: Sequence[int]) -> str:
    """The numbers of practices are written into it: they are ours, and a database takes only so many parameters."""
    return _COPY.format(
        copied=", ".join(_COPIED),
        said=", ".join(f"a.{name}" for name in _COPIED),
        evidence=_EVIDENCE[connection.vendor],
        removed=_listed(removed),
        both=_listed(both),
        targets=_listed(targets),
    )


def _listed(practices: Sequence[int]) -> str:
    return ", ".join(str(int(pk)) for pk in practices) or "NULL"
