"""One practice of an assessment as its article shows it: stored, or typed and not (yet) stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from maturity.answering import AnswerContent
from maturity.forms.assessments import NOT_APPLICABLE, AnswerForm, EvidenceForm
from maturity.models import Answer
from maturity.queries.assessments import AnswerRow
from maturity.queries.submissions import level_name
from maturity.services.assessments import content_of


@dataclass(frozen=True, slots=True)
class Card:
    value: str
    name: str
    text: str
    is_chosen: bool
    is_last: bool
    is_target: bool


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A field that somebody else saved differently."""

    label: str
    theirs: str
    yours: str


@dataclass(frozen=True, slots=True)
class EvidenceTyped:
    """What stands in the fields for a new link."""

    title: str = ""
    url: str = ""
    dated: str = ""
    errors: Mapping[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Article:
    """`version` is the one that a save is made against. `errors` are sentences by field."""

    row: AnswerRow
    scale: list[str]
    version: int
    level: str
    reason: str
    note: str
    target: str
    evidence: EvidenceTyped
    errors: Mapping[str, list[str]] = field(default_factory=dict)
    disagreements: tuple[Disagreement, ...] = ()

    @property
    def id(self) -> int:
        return self.row.answer.practice_id

    @property
    def answer(self) -> Answer:
        return self.row.answer

    @property
    def is_unconfirmed(self) -> bool:
        return self.answer.is_answered and not self.answer.is_confirmed

    @property
    def is_not_applicable(self) -> bool:
        return self.level == NOT_APPLICABLE

    @property
    def was_not_applicable(self) -> bool:
        return bool(self.answer.carried_from and self.answer.carried_from.not_applicable)

    @property
    def is_saved(self) -> bool:
        """Somebody saved it; carried and untouched answers were not."""
        return self.answer.version > 1

    @property
    def is_refused(self) -> bool:
        """Holds what was typed and not stored."""
        return bool(self.errors or self.evidence.errors or self.disagreements)

    @property
    def cards(self) -> list[Card]:
        last = self.answer.carried_from.level if self.answer.carried_from else None
        return [
            Card(
                value=str(level),
                name=f"{level} · {name}",
                text=text,
                is_chosen=self.level == str(level),
                is_last=level == last,
                is_target=self.target == str(level),
            )
            for level, (name, text) in enumerate(zip(self.scale, self.row.criteria, strict=True))
        ]


def stored(row: AnswerRow, scale: list[str], today: date) -> Article:
    """The article of what the database holds."""
    answer = row.answer
    return Article(
        row=row,
        scale=scale,
        version=answer.version,
        level=NOT_APPLICABLE if answer.not_applicable else _text(answer.level),
        reason=answer.not_applicable_reason,
        note=answer.note,
        target=_text(answer.target),
        evidence=EvidenceTyped(dated=today.isoformat()),
    )


def typed(row: AnswerRow, scale: list[str], form: AnswerForm, evidence: EvidenceForm | None) -> Article:
    """The article of what somebody posted and was refused, with the reasons."""
    return Article(
        row=row,
        scale=scale,
        version=form.cleaned_data.get("version") or row.answer.version,
        level=form.data.get("level", ""),
        reason=form.data.get("not_applicable_reason", ""),
        note=form.data.get("note", ""),
        target=form.data.get("target", ""),
        evidence=_evidence_typed(form.data, evidence),
        errors=_sentences(form),
    )


def contested(row: AnswerRow, scale: list[str], form: AnswerForm) -> Article:
    """The article of what somebody posted after somebody else had saved something different.

    Its version is the stored one: saving it again is the person's decision to replace what the other wrote.
    """
    article = typed(row, scale, form, None)
    return Article(
        row=row,
        scale=scale,
        version=row.answer.version,
        level=article.level,
        reason=article.reason,
        note=article.note,
        target=article.target,
        evidence=article.evidence,
        disagreements=_disagreements(content_of(row.answer), form.content, scale),
    )


def _sentences(form: AnswerForm | EvidenceForm) -> dict[str, list[str]]:
    return {name: [str(message) for message in messages] for name, messages in form.errors.items()}


def _evidence_typed(data: Mapping[str, str], form: EvidenceForm | None) -> EvidenceTyped:
    return EvidenceTyped(
        title=data.get("evidence-title", ""),
        url=data.get("evidence-url", ""),
        dated=data.get("evidence-dated", ""),
        errors=_sentences(form) if form else {},
    )


def _disagreements(theirs: AnswerContent, yours: AnswerContent, scale: list[str]) -> tuple[Disagreement, ...]:
    pairs = (
        ("Level", _said(theirs, scale), _said(yours, scale)),
        ("Note", theirs.note or "empty", yours.note or "empty"),
        ("Target", _named(theirs.target, scale), _named(yours.target, scale)),
    )
    return tuple(Disagreement(*pair) for pair in pairs if pair[1] != pair[2])


def _said(content: AnswerContent, scale: list[str]) -> str:
    if content.not_applicable:
        return f"Not applicable: {content.not_applicable_reason}"
    return level_name(content.level, scale) or "not answered"


def _named(target: int | None, scale: list[str]) -> str:
    return level_name(target, scale) or "no target"


def _text(level: int | None) -> str:
    return "" if level is None else str(level)
