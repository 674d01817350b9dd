"""The cell beside the matrix: how a team stands in one dimension, practice by practice, and how that was computed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from maturity import scoring
from maturity.models import Dimension, LevelCriterion, Practice, Snapshot, Submission, SubmittedAnswer
from maturity.queries.moments import Moment
from teams.models import Team


@dataclass(frozen=True, slots=True)
class EvidenceLink:
    """`url` is empty where what was given is no address that a browser should follow."""

    title: str
    url: str
    dated: date | None


@dataclass(frozen=True, slots=True)
class PracticeStanding:
    """A practice as it was submitted. `criterion` is the wording of the level reached, '' where there is none."""

    key: str
    title: str
    weight: int
    level: int | None
    level_name: str
    not_applicable: bool
    not_applicable_reason: str
    target: int | None
    criterion: str
    note: str
    evidence: tuple[EvidenceLink, ...]
    carried: bool
    confirmed: bool
    highest_level: int

    @property
    def pips(self) -> list[str]:
        """A class for each level above 0: "on" up to the level reached, "target" at the target."""
        return [
            " ".join(
                word for word, said in (("on", n <= (self.level or 0)), ("target", n == self.target)) if said
            )
            for n in range(1, self.highest_level + 1)
        ]

    @property
    def said(self) -> str:
        """For those who listen: "level 1 of 4, target 3"."""
        if self.not_applicable:
            return "not applicable"
        level = "unanswered" if self.level is None else f"level {self.level} of {self.highest_level}"
        return level if self.target is None else f"{level}, target {self.target}"

    @property
    def target_met(self) -> bool:
        return self.level is not None and self.target is not None and self.level >= self.target

    @property
    def needs_evidence(self) -> bool:
        return bool(self.level) and not self.evidence


@dataclass(frozen=True, slots=True)
class CellDetail:
    """`figures` and `submission` are None where the team had not submitted; figures in ten-thousandths."""

    team: Team
    dimension_key: str
    title: str
    moment: Moment
    earlier: Moment | None
    submission: Submission | None
    figures: Snapshot | None
    state: str
    change: scoring.Change | None
    practices: tuple[PracticeStanding, ...]
    explained: str


def cell_detail(team: Team, dimension_key: str, moment: Moment, earlier: Moment | None) -> CellDetail | None:
    """None where neither the team's submission nor the cycle knows such a dimension."""
    rows = _rows(team, dimension_key, moment, earlier)
    now, then = rows.get(moment.day), rows.get(earlier.day) if earlier else None
    version = now.version_id if now else moment.version_id
    dimension = Dimension.objects.filter(version=version, key=dimension_key).first()
    if dimension is None:
        return None
    answers = _answers(now.submission_id, dimension) if now else []
    return CellDetail(
        team=team,
        dimension_key=dimension_key,
        title=dimension.title,
        moment=moment,
        earlier=earlier,
        submission=now.submission if now else None,
        figures=now,
        state=scoring.state_of(now) if now else "not_reported",
        change=_change(now, then, dimension_key) if now and then else None,
        practices=_practices(answers, now.version.scale) if now else (),
        explained=scoring.explain([scored_answer(answer) for answer in answers]),
    )


def scored_answer(answer: SubmittedAnswer) -> scoring.PracticeAnswer:
    """What the arithmetic reads of a submitted answer."""
    return scoring.PracticeAnswer(
        weight=answer.practice.weight,
        level=answer.level,
        not_applicable=answer.not_applicable,
        target=answer.target,
        confirmed=answer.confirmed,
        with_evidence=bool(answer.evidence),
    )


def evidence_links(stored: Sequence[dict[str, str]]) -> tuple[EvidenceLink, ...]:
    """Evidence as it was frozen. Only web addresses become links, whatever an import once let in."""
    return tuple(
        EvidenceLink(
            title=item.get("title") or item.get("url", ""),
            url=item["url"] if item.get("url", "").startswith(("https://", "http://")) else "",
            dated=date.fromisoformat(item["dated"]) if item.get("dated") else None,
        )
        for item in stored
    )


def same_practices(one: int, other: int, dimension_key: str) -> bool:
    """Whether two versions ask about the same practices in a dimension."""
    keys: dict[int, set[str]] = {one: set(), other: set()}
    found = Practice.objects.filter(version__in=(one, other), dimension__key=dimension_key)
    for version, key in found.order_by().values_list("version", "key"):
        keys[version].add(key)
    return keys[one] == keys[other]


def _rows(team: Team, key: str, moment: Moment, earlier: Moment | None) -> dict[date | None, Snapshot]:
    days = [day for day in (moment.day, earlier.day if earlier else None) if day]
    found = Snapshot.objects.filter(team=team, dimension_key=key, day__in=days)
    related = found.select_related("version", "submission__submitted_by", "submission__assessment__cycle")
    return {row.day: row for row in related}


def _answers(submission: int, dimension: Dimension) -> list[SubmittedAnswer]:
    found = SubmittedAnswer.objects.filter(submission=submission, practice__dimension=dimension)
    return list(found.select_related("practice").order_by("practice__position"))


def _change(now: Snapshot, then: Snapshot, key: str) -> scoring.Change:
    same = now.version_id == then.version_id
    return scoring.change(
        now.score, then.score, same, same or same_practices(now.version_id, then.version_id, key)
    )


def _practices(answers: Sequence[SubmittedAnswer], scale: Sequence[str]) -> tuple[PracticeStanding, ...]:
    criteria = {
        (row.practice_id, row.level): row.text
        for row in LevelCriterion.objects.filter(practice__in=[answer.practice_id for answer in answers])
    }
    return tuple(
        PracticeStanding(
            key=answer.practice.key,
            title=answer.practice.title,
            weight=answer.practice.weight,
            level=answer.level,
            level_name=scale[answer.level] if answer.level is not None else "",
            not_applicable=answer.not_applicable,
            not_applicable_reason=answer.not_applicable_reason,
            target=answer.target,
            criterion=criteria.get((answer.practice_id, answer.level), "")
            if answer.level is not None
            else "",
            note=answer.note,
            evidence=evidence_links(answer.evidence),
            carried=answer.carried,
            confirmed=answer.confirmed,
            highest_level=len(scale) - 1,
        )
        for answer in answers
    )
