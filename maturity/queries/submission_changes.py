"""What a submission says otherwise than an earlier one, or a working copy otherwise than what was handed in."""

from collections.abc import Callable
from dataclasses import dataclass

from maturity.answering import NOT_APPLICABLE_BECAUSE, AnswerContent
from maturity.models import Answer, Assessment, Practice, Submission, SubmittedAnswer
from maturity.quarters import Quarter
from maturity.queries.submissions import level_name, spoken_level
from maturity.queries.submitted_answers import EvidenceLink, evidence_links
from maturity.submission_changes import Aspect, Comparison, Difference, Link, Told, compare


@dataclass(frozen=True, slots=True)
class ChangedAspect:
    """`before` and `after` are words, Markdown where `is_note`; links are what only that side has. Empty is none."""

    name: str
    before: str = ""
    after: str = ""
    links_before: tuple[EvidenceLink, ...] = ()
    links_after: tuple[EvidenceLink, ...] = ()
    is_note: bool = False


@dataclass(frozen=True, slots=True)
class ChangedPractice:
    key: str
    title: str
    dimension: str
    aspects: tuple[ChangedAspect, ...]

    @property
    def has_moved(self) -> bool:
        return any(aspect.name == Aspect.LEVEL for aspect in self.aspects)


@dataclass(frozen=True, slots=True)
class Changes:
    """`shared` is how many practices both ask; what only one of them asks is named. `higher` and `lower` count levels
    that moved, none where the scales differ."""

    practices: tuple[ChangedPractice, ...]
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]
    shared: int
    higher: int
    lower: int
    same_scale: bool

    @property
    def parts(self) -> list[tuple[str, list[ChangedPractice]]]:
        """What moved comes first; a part that is empty is left out."""
        moved = [each for each in self.practices if each.has_moved]
        others = [each for each in self.practices if not each.has_moved]
        return [part for part in (("Level changed", moved), ("Level as before", others)) if part[1]]


@dataclass(frozen=True, slots=True)
class _Telling:
    """One side: what it tells by practice key, and what names it."""

    told: dict[str, Told]
    practices: dict[str, Practice]
    scale: list[str]


def changes_between(before: Submission, after: Submission) -> Changes:
    """Two statements, whatever the size; both with their version at hand."""
    return _changes(_submitted(before), _submitted(after))


def changes_in_draft(before: Submission, assessment: Assessment) -> Changes:
    """What submitting the working copy would change: three statements, whatever the size."""
    return _changes(_submitted(before), _drafted(assessment))


def _submitted(submission: Submission) -> _Telling:
    rows = list(submission.answers.select_related("practice__dimension"))
    told = {
        row.practice.key: Told(_content(row), frozenset(Link(**_link(each)) for each in row.evidence))
        for row in rows
    }
    return _Telling(told, {row.practice.key: row.practice for row in rows}, submission.version.scale)


def _drafted(assessment: Assessment) -> _Telling:
    rows = list(assessment.answers.select_related("practice__dimension").prefetch_related("evidence"))
    told = {
        row.practice.key: Told(
            _content(row),
            frozenset(Link(each.title, each.url, each.dated.isoformat()) for each in row.evidence.all()),
        )
        for row in rows
    }
    return _Telling(told, {row.practice.key: row.practice for row in rows}, assessment.cycle.version.scale)


def _content(row: Answer | SubmittedAnswer) -> AnswerContent:
    return AnswerContent(
        level=row.level,
        not_applicable=row.not_applicable,
        not_applicable_because=row.not_applicable_because,
        not_applicable_reason=row.not_applicable_reason,
        note=row.note,
        target=row.target,
        target_by=row.target_by,
    ).tidied()


def _link(row: dict[str, str]) -> dict[str, str]:
    return {name: row.get(name) or "" for name in ("title", "url", "dated")}


def _changes(before: _Telling, after: _Telling) -> Changes:
    found = compare(before.told, after.told)
    same_scale = before.scale == after.scale
    higher, lower = _moved(found) if same_scale else (0, 0)
    return Changes(
        practices=tuple(_practice(each, before, after) for each in found.differences),
        only_before=tuple(before.practices[key].title for key in found.only_before),
        only_after=tuple(after.practices[key].title for key in found.only_after),
        shared=found.shared,
        higher=higher,
        lower=lower,
        same_scale=same_scale,
    )


def _moved(found: Comparison) -> tuple[int, int]:
    levels = [(each.before.content.level, each.after.content.level) for each in found.differences]
    both = [(then, now) for then, now in levels if then is not None and now is not None]
    return sum(now > then for then, now in both), sum(now < then for then, now in both)


def _practice(found: Difference, before: _Telling, after: _Telling) -> ChangedPractice:
    practice = after.practices[found.key]
    aspects = tuple(_aspect(found, aspect, before.scale, after.scale) for aspect in found.aspects)
    return ChangedPractice(found.key, practice.title, practice.dimension.title, aspects)


def _aspect(found: Difference, aspect: Aspect, before: list[str], after: list[str]) -> ChangedAspect:
    if aspect == Aspect.EVIDENCE:
        gone, come = (
            found.before.evidence - found.after.evidence,
            found.after.evidence - found.before.evidence,
        )
        return ChangedAspect(aspect.value, links_before=_links(gone), links_after=_links(come))
    words = _WORDS[aspect]
    return ChangedAspect(
        aspect.value,
        words(found.before.content, before),
        words(found.after.content, after),
        is_note=aspect == Aspect.NOTE,
    )


def _links(found: frozenset[Link]) -> tuple[EvidenceLink, ...]:
    return evidence_links(
        [{"title": each.title, "url": each.url, "dated": each.dated} for each in sorted(found)]
    )


def _level(content: AnswerContent, scale: list[str]) -> str:
    return spoken_level(content.level, content.not_applicable, scale)


def _reason(content: AnswerContent, _scale: list[str]) -> str:
    because = NOT_APPLICABLE_BECAUSE.get(content.not_applicable_because, "")
    return ": ".join(word for word in (because, content.not_applicable_reason) if word)


def _note(content: AnswerContent, _scale: list[str]) -> str:
    return content.note


def _target(content: AnswerContent, scale: list[str]) -> str:
    name = level_name(content.target, scale)
    return f"{name}, by {_quarter(content.target_by)}" if name and content.target_by else name


def _quarter(slug: str) -> str:
    try:
        return Quarter.parse(slug).name
    except ValueError:
        return slug


_WORDS: dict[Aspect, Callable[[AnswerContent, list[str]], str]] = {
    Aspect.LEVEL: _level,
    Aspect.REASON: _reason,
    Aspect.NOTE: _note,
    Aspect.TARGET: _target,
}
