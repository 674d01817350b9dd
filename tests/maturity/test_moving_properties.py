"""Over generated models and answers: moving and carrying forward lose nothing that a team said."""

from dataclasses import dataclass

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from maturity.model_changes import Question
from maturity.models import Answer, Cycle, Evidence, SetAsideAnswer, Submission
from maturity.moving import plan_move
from tests import build
from tests.maturity import moves
from tests.maturity.drafts import start, submit

few = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])

KEYS = ("a", "b", "c", "d", "e")
words = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(("old", "new")), min_size=1)
scales = st.sampled_from((build.SCALE, build.SCALE, build.SCALE, ["No", "Yes"]))


@dataclass(frozen=True)
class Edition:
    words: dict[str, str]
    scale: list[str]

    def has(self, key, other):
        """Whether a practice of the other edition has the same question here."""
        return key in self.words and (self.words[key], self.scale) == (other.words.get(key), other.scale)


@dataclass(frozen=True)
class Said:
    level: int | None
    not_applicable: bool
    note: str
    target: int | None
    link: bool

    @property
    def row(self):
        reason = {"not_applicable_because": "other", "not_applicable_reason": "Not here"}
        return {
            "level": None if self.not_applicable else self.level,
            "not_applicable": self.not_applicable,
            "note": self.note,
            "target": self.target,
            **(reason if self.not_applicable else {}),
        }


editions = st.builds(Edition, words, scales)
# Levels that both scales have.
said = st.builds(
    Said,
    level=st.none() | st.integers(0, 1),
    not_applicable=st.booleans(),
    note=st.sampled_from(("", "A note")),
    target=st.none() | st.integers(0, 1),
    link=st.booleans(),
)
answers = st.fixed_dictionaries(dict.fromkeys(KEYS, said))


def stored(edition, model):
    return moves.edition(edition.words, model=model, scale=edition.scale)


def answered(version, says):
    """Checkout's assessment in an open cycle of `version`, saying `says` of each practice by its key."""
    assessment = start(build.team("Checkout"), build.cycle(version), None)
    for answer in assessment.answers.select_related("practice"):
        said = says[answer.practice.key]
        Answer.objects.filter(pk=answer.pk).update(**said.row)
        if said.link:
            Evidence.objects.create(
                answer=answer, title="Proof", url="https://example.org", dated=build.NOW.date()
            )
    return assessment


def content(row):
    return {
        name: getattr(row, name)
        for name in ("level", "not_applicable", "not_applicable_reason", "note", "target")
    }


def parts(row, links):
    """All that a row says, in pieces that must be found again somewhere."""
    found = {("level", row.level)} if row.level is not None else set()
    found |= {("not applicable", row.not_applicable_reason)} if row.not_applicable else set()
    found |= {("note", row.note)} if row.note else set()
    found |= {("target", row.target)} if row.target is not None else set()
    return found | ({("link", links)} if links else set())


def everything(assessment):
    """By key, what answers and set-aside rows say together."""
    found: dict[str, set] = {}
    for answer in assessment.answers.select_related("practice").prefetch_related("evidence"):
        found.setdefault(answer.practice.key, set()).update(parts(answer, len(answer.evidence.all())))
    for aside in SetAsideAnswer.objects.filter(assessment=assessment).select_related("practice"):
        found.setdefault(aside.practice.key, set()).update(parts(aside, len(aside.evidence)))
    return found


def by_key(assessment):
    rows = Answer.objects.filter(assessment=assessment).select_related("practice")
    return {row.practice.key: row for row in rows}


class Moving(TestCase):
    @few
    @given(before=editions, after=editions, says=answers)
    def test_nothing_that_was_said_is_lost_and_exactly_what_is_asked_is_answered(self, before, after, says):
        model = moves.model()
        old, new = stored(before, model), stored(after, model)
        assessment = answered(old, says)
        then, rows_then = everything(assessment), by_key(assessment)
        moves.moved(assessment.cycle, new)

        rows_now = by_key(assessment)
        assert set(rows_now) == set(after.words)
        assert {row.practice.version_id for row in rows_now.values()} == {new.pk}
        for key, pieces in then.items():
            assert pieces <= everything(assessment).get(key, set()), key
        for key, row in rows_then.items():
            if after.has(key, before):
                assert (rows_now[key].pk, content(rows_now[key])) == (row.pk, content(row))
            elif key in after.words:
                assert not rows_now[key].is_answered
                assert rows_now[key].note == row.note

    @few
    @given(before=editions, after=editions, says=answers)
    def test_what_is_removed_is_listed_whole(self, before, after, says):
        model = moves.model()
        old, new = stored(before, model), stored(after, model)
        assessment = answered(old, says)
        rows = {row.practice.key: row for row in by_key(assessment).values()}
        moves.moved(assessment.cycle, new)
        aside = {row.practice.key: row for row in SetAsideAnswer.objects.select_related("practice")}
        for key in before.words.keys() - after.words.keys():
            links = says[key].link
            if parts(rows[key], links):
                assert (content(aside[key]), len(aside[key].evidence)) == (content(rows[key]), links)
            else:
                assert key not in aside

    @few
    @given(before=editions, after=editions, says=answers)
    def test_there_and_back_keeps_what_both_ask_alike(self, before, after, says):
        model = moves.model()
        old, new = stored(before, model), stored(after, model)
        assessment = answered(old, says)
        rows = by_key(assessment)
        for version in (new, old):
            moves.moved(Cycle.objects.get(), version)
        back = by_key(assessment)
        assert set(back) == set(before.words)
        for key in before.words:
            if after.has(key, before):
                assert (back[key].practice_id, content(back[key])) == (
                    rows[key].practice_id,
                    content(rows[key]),
                )

    @few
    @given(before=editions, after=editions, says=answers)
    def test_a_later_cycle_carries_what_both_versions_ask_alike_and_asks_the_rest(self, before, after, says):
        model = moves.model()
        assessment = answered(stored(before, model), says)
        if not any(answer.is_answered for answer in assessment.answers.all()):
            return
        submit(assessment, None)
        rows = by_key(assessment)
        following = start(assessment.team, build.cycle(stored(after, model), quarter="2027-q1"), None)
        carried = by_key(following)
        assert set(carried) == set(after.words)
        for key, row in carried.items():
            if before.has(key, after):
                assert content(row) == content(rows[key])
                assert row.evidence.count() == says[key].link
            else:
                assert not parts(row, row.evidence.count())

    @few
    @given(before=editions, after=editions, says=answers)
    def test_after_a_move_the_next_cycle_starts_from_what_was_submitted(self, before, after, says):
        model = moves.model()
        assessment = answered(stored(before, model), says)
        new = stored(after, model)
        moves.moved(assessment.cycle, new)
        Answer.objects.filter(assessment=assessment, level=None, not_applicable=False).update(level=1)
        submit(assessment, None)
        assert Submission.objects.get().version == new
        rows = by_key(assessment)
        following = start(assessment.team, build.cycle(new, quarter="2027-q1"), None)
        assert {key: content(row) for key, row in by_key(following).items()} == {
            key: content(row) for key, row in rows.items()
        }


def questions(edition):
    return {key: Question(key, (word,), tuple(edition.scale)) for key, word in edition.words.items()}


@given(before=editions, after=editions)
def test_every_practice_of_either_version_has_one_fate(before, after):
    move = plan_move(questions(before), questions(after))
    fates = [*move.kept, *move.asked_again, *move.new, *move.removed]
    assert len(fates) == len(set(fates))
    assert set(fates) == before.words.keys() | after.words.keys()
    assert set(move.kept) == {key for key in before.words if after.has(key, before)}
    assert move.scale_changed == (before.scale != after.scale)
    assert sum(move.counts.values()) == len(fates)


@given(edition=editions)
def test_to_the_same_questions_everything_is_kept(edition):
    assert plan_move(questions(edition), questions(edition)).kept == tuple(edition.words)
