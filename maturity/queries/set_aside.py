"""What moving the cycle to another version set aside of a team's answers, with the words that it was said under."""

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef

from maturity.answering import why_not_applicable
from maturity.models import Assessment, Practice, SetAsideAnswer
from maturity.quarters import Quarter
from maturity.queries.submissions import level_name
from maturity.queries.submitted_answers import EvidenceLink, evidence_links


@dataclass(frozen=True, slots=True)
class SetAside:
    """`level_name` and `criterion` are of the version that asked it; empty without a level. `stays` says that note,
    evidence and target are still with the answer, because only its words changed.
    """

    answer: SetAsideAnswer
    level_name: str
    criterion: str
    target_name: str
    target_by: str
    evidence: tuple[EvidenceLink, ...]

    @property
    def key(self) -> str:
        return self.answer.practice.key

    @property
    def why_not(self) -> str:
        answer = self.answer
        return why_not_applicable(answer.not_applicable_because, answer.not_applicable_reason)

    @property
    def stays(self) -> bool:
        return self.answer.why == SetAsideAnswer.Why.REWORDED


type SetAsideByKey = dict[str, tuple[SetAside, ...]]

HAS_SET_ASIDE = Exists(SetAsideAnswer.objects.filter(assessment=OuterRef("pk")))
"""To annotate an assessment with as `has_set_aside`: most have nothing, and are then asked no further."""


def set_aside_of(assessment: Assessment) -> SetAsideByKey:
    """By the practice's key, the newest first: two statements, none where it is known that there is nothing."""
    if not getattr(assessment, "has_set_aside", True):
        return {}
    rows = SetAsideAnswer.objects.filter(assessment=assessment).order_by("-set_aside_at", "-pk")
    found: SetAsideByKey = {}
    criteria: dict[int, str] | None = None
    for row in rows.select_related("practice__dimension", "practice__version"):
        criteria = _chosen(assessment) if criteria is None else criteria
        shown = _shown(row, criteria, assessment.cycle.version.scale)
        found[row.practice.key] = (*found.get(row.practice.key, ()), shown)
    return found


def no_longer_asked(assessment: Assessment) -> tuple[SetAside, ...]:
    """Of the practices that the cycle does not ask any more, in the order in which they were. Three statements."""
    aside = set_aside_of(assessment)
    if not aside:
        return ()
    asked = Practice.objects.filter(version=assessment.cycle.version_id, key__in=aside)
    gone = aside.keys() - set(asked.values_list("key", flat=True))
    rows = [row for key in gone for row in aside[key]]
    return tuple(sorted(rows, key=_place))


def _place(row: SetAside) -> tuple[int, int, str]:
    practice = row.answer.practice
    return practice.dimension.position, practice.position, practice.key


def _chosen(assessment: Assessment) -> dict[int, str]:
    """The text of each level that was set aside, by row."""
    rows = SetAsideAnswer.objects.filter(assessment=assessment, practice__criteria__level=F("level"))
    return dict(rows.order_by().values_list("pk", "practice__criteria__text"))


def _shown(row: SetAsideAnswer, criteria: dict[int, str], scale_now: list[str]) -> SetAside:
    """On the same scale, the target of a reworded practice is still with its answer and need not be said twice."""
    scale = row.practice.version.scale
    has_target = row.why == SetAsideAnswer.Why.REMOVED or scale != scale_now
    return SetAside(
        answer=row,
        level_name=level_name(row.level, scale),
        criterion=criteria.get(row.pk, ""),
        target_name=level_name(row.target, scale) if has_target else "",
        target_by=Quarter.parse(row.target_by).name if row.target_by else "",
        evidence=evidence_links(row.evidence),
    )
