"""One practice of an assessment as its article shows it: stored, or typed and not (yet) stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from maturity.answering import NOT_APPLICABLE_BECAUSE, AnswerContent, why_not_applicable
from maturity.before_submitting import Concern, open_concerns
from maturity.forms.assessments import NOT_APPLICABLE, AnswerForm, EvidenceForm
from maturity.models import Answer, Cycle
from maturity.quarters import TargetQuarter, following_quarter, target_quarter_name, target_quarters
from maturity.queries.assessments import AnswerRow
from maturity.queries.concerns import said_of
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
    """`version` is the one that a save is made against. `errors` are sentences by field.

    `cycle` is the slug of the cycle, from which the quarters of targets are counted; `concerns` are what is open in the
    answer, once somebody answered or confirmed it.
    """

    row: AnswerRow
    scale: list[str]
    cycle: str
    version: int
    level: str
    because: str
    reason: str
    note: str
    target: str
    target_by: str
    evidence: EvidenceTyped
    errors: Mapping[str, list[str]] = field(default_factory=dict)
    disagreements: tuple[Disagreement, ...] = ()
    concerns: tuple[Concern, ...] = ()

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
        """Somebody saved it; carried and untouched answers were not, nor one that a move of the cycle emptied."""
        emptied_at = {each.answer.set_aside_at for each in self.row.set_aside}
        return self.answer.version > 1 and self.answer.saved_at not in emptied_at

    @property
    def is_refused(self) -> bool:
        """Holds what was typed and not stored."""
        return bool(self.errors or self.evidence.errors or self.disagreements)

    @property
    def raised_from(self) -> str:
        """Last time's level where this one stands above it and nothing new shows it, else empty."""
        last = self.answer.carried_from
        if last is None or Concern.RAISED_WITHOUT_EVIDENCE not in self.concerns:
            return ""
        return level_name(last.level, self.scale)

    @property
    def note_hint(self) -> str:
        fell = Concern.FELL_WITHOUT_NOTE
        return fell.hint if fell in self.concerns else ""

    @property
    def evidence_hint(self) -> str:
        """Empty beside a raise, which asks for evidence already."""
        wanting = Concern.NO_CURRENT_EVIDENCE
        return wanting.hint if wanting in self.concerns and not self.raised_from else ""

    @property
    def why_not(self) -> str:
        return why_not_applicable(self.because, self.reason)

    @property
    def reasons(self) -> Mapping[str, str]:
        """What may be chosen as why it does not apply: words by key."""
        return NOT_APPLICABLE_BECAUSE

    @property
    def quarters(self) -> tuple[TargetQuarter, ...]:
        return target_quarters(self.cycle, self.answer.target_by)

    @property
    def target_quarter(self) -> str:
        return target_quarter_name(self.target_by, self.cycle)

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


def stored(row: AnswerRow, cycle: Cycle, today: date) -> Article:
    """The article of what the database holds."""
    answer = row.answer
    return Article(
        row=row,
        scale=cycle.version.scale,
        cycle=cycle.slug,
        version=answer.version,
        level=NOT_APPLICABLE if answer.not_applicable else _text(answer.level),
        because=answer.not_applicable_because,
        reason=answer.not_applicable_reason,
        note=answer.note,
        target=_text(answer.target),
        target_by=answer.target_by or following_quarter(cycle.slug),
        evidence=EvidenceTyped(dated=today.isoformat()),
        concerns=_concerns(row, today),
    )


def typed(row: AnswerRow, cycle: Cycle, form: AnswerForm, evidence: EvidenceForm | None) -> Article:
    """The article of what somebody posted and was refused, with the reasons."""
    return Article(
        row=row,
        scale=cycle.version.scale,
        cycle=cycle.slug,
        version=form.cleaned_data.get("version") or row.answer.version,
        level=form.data.get("level", ""),
        because=form.data.get("not_applicable_because", ""),
        reason=form.data.get("not_applicable_reason", ""),
        note=form.data.get("note", ""),
        target=form.data.get("target", ""),
        target_by=form.data.get("target_by", ""),
        evidence=_evidence_typed(form.data, evidence),
        errors=_sentences(form),
    )


def contested(row: AnswerRow, cycle: Cycle, form: AnswerForm) -> Article:
    """The article of what somebody posted after somebody else had saved something different.

    Its version is the stored one: saving it again is the person's decision to replace what the other wrote.
    """
    return replace(
        typed(row, cycle, form, None),
        version=row.answer.version,
        errors={},
        disagreements=_disagreements(content_of(row.answer), form.content, cycle),
    )


def _concerns(row: AnswerRow, today: date) -> tuple[Concern, ...]:
    """None for an answer that was carried and nobody touched: it asks to be confirmed, and for nothing else yet."""
    return open_concerns(said_of(row.answer, row.evidence, today)) if row.answer.is_confirmed else ()


def _sentences(form: AnswerForm | EvidenceForm) -> dict[str, list[str]]:
    return {name: [str(message) for message in messages] for name, messages in form.errors.items()}


def _evidence_typed(data: Mapping[str, str], form: EvidenceForm | None) -> EvidenceTyped:
    return EvidenceTyped(
        title=data.get("evidence-title", ""),
        url=data.get("evidence-url", ""),
        dated=data.get("evidence-dated", ""),
        errors=_sentences(form) if form else {},
    )


def _disagreements(theirs: AnswerContent, yours: AnswerContent, cycle: Cycle) -> tuple[Disagreement, ...]:
    scale = cycle.version.scale
    pairs = (
        ("Level", _said(theirs, scale), _said(yours, scale)),
        ("Note", theirs.note or "empty", yours.note or "empty"),
        ("Target", _target(theirs, cycle), _target(yours, cycle)),
    )
    return tuple(Disagreement(*pair) for pair in pairs if pair[1] != pair[2])


def _said(content: AnswerContent, scale: list[str]) -> str:
    if content.not_applicable:
        return f"Not applicable: {why_not_applicable(content.not_applicable_because, content.not_applicable_reason)}"
    return level_name(content.level, scale) or "not answered"


def _target(content: AnswerContent, cycle: Cycle) -> str:
    if content.target is None:
        return "no target"
    quarter = target_quarter_name(content.target_by, cycle.slug)
    return level_name(content.target, cycle.version.scale) + (f" by {quarter}" if quarter else "")


def _text(level: int | None) -> str:
    return "" if level is None else str(level)
