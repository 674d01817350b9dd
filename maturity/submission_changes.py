"""What two submissions say differently. Pure: practices are told by their keys, so versions of a model compare."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from maturity.answering import AnswerContent


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """Evidence as it was frozen; `dated` is an ISO day."""

    title: str
    url: str
    dated: str


@dataclass(frozen=True, slots=True)
class Told:
    """All that a submission tells of one practice."""

    content: AnswerContent
    evidence: frozenset[Link] = frozenset()


class Aspect(StrEnum):
    """In what two tellings of a practice may differ; the values are the words of the page."""

    LEVEL = "Level"
    REASON = "Why not applicable"
    NOTE = "Note"
    TARGET = "Target"
    EVIDENCE = "Evidence"


@dataclass(frozen=True, slots=True)
class Difference:
    """A practice that both tell, not alike. `aspects` has at least one, in the order of `Aspect`."""

    key: str
    before: Told
    after: Told

    @property
    def aspects(self) -> tuple[Aspect, ...]:
        return tuple(aspect for aspect in Aspect if _of(self.before, aspect) != _of(self.after, aspect))


@dataclass(frozen=True, slots=True)
class Comparison:
    """`differences` in the order of the later one; the keys that only one of them tells; how many both tell."""

    differences: tuple[Difference, ...]
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]
    shared: int


def compare(before: Mapping[str, Told], after: Mapping[str, Told]) -> Comparison:
    """What `after` says otherwise than `before`, by practice key."""
    both = [Difference(key, before[key], after[key]) for key in after if key in before]
    return Comparison(
        differences=tuple(each for each in both if each.aspects),
        only_before=tuple(key for key in before if key not in after),
        only_after=tuple(key for key in after if key not in before),
        shared=len(both),
    )


def _of(told: Told, aspect: Aspect) -> object:
    """What is compared. A reason counts while "not applicable" stands, a quarter while its target does."""
    content = told.content.tidied()
    return {
        Aspect.LEVEL: (content.level, content.not_applicable),
        Aspect.REASON: (content.not_applicable_because, content.not_applicable_reason),
        Aspect.NOTE: content.note,
        Aspect.TARGET: (content.target, content.target_by),
        Aspect.EVIDENCE: told.evidence,
    }[aspect]
