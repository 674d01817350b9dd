"""A running cycle moves to another version of its model, and nothing that a team said is lost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.decisions import ChangedSince, DomainError, Refused
from maturity.answering import AnswerContent
from maturity.models import Answer, Ballot, Cycle, Evidence, SetAsideAnswer, Vote
from teams.models import Event
from tests import build
from tests.maturity import moves
from tests.maturity.drafts import answer_to, evidence, save, start, submit
from tests.maturity.moves import LATER, edition, moved

pytestmark = pytest.mark.django_db

BEFORE = {"kept": "same", "reworded": "old", "removed": "gone"}
AFTER = {"new": "fresh", "reworded": "other", "kept": "same"}
SAID = AnswerContent(level=2, note="We do", target=3, target_by="2027-q1")


@pytest.fixture
def model():
    return moves.model()


@pytest.fixture
def before(model):
    return edition(BEFORE, model=model)


@pytest.fixture
def after(model, before):
    return edition(AFTER, model=model)


@pytest.fixture
def cycle(before):
    return build.cycle(before)


@pytest.fixture
def lead():
    return build.user("Priya Raman")


@pytest.fixture
def team(lead):
    return build.team("Checkout", lead=lead)


@pytest.fixture
def assessment(cycle, team, lead):
    """Every practice answered at level 2, with a note, a target and a link."""
    made = start(team, cycle, lead)
    for key in BEFORE:
        save(answer_to(made, key), lead, SAID)
        evidence(answer_to(made, key), lead)
    return made


def row(assessment, key):
    return Answer.objects.get(assessment=assessment, practice__key=key)


def said(rows):
    return {
        (each.practice.key, each.why, each.level, each.note, each.target, len(each.evidence)) for each in rows
    }


def test_practices_are_kept_asked_again_new_or_removed_by_their_question(cycle, after):
    move = moved(cycle, after)
    assert (move.kept, move.asked_again, move.new, move.removed) == (
        ("kept",),
        ("reworded",),
        ("new",),
        ("removed",),
    )
    cycle.refresh_from_db()
    assert cycle.version == after


def test_an_unchanged_practice_keeps_its_answer_as_it_is(assessment, cycle, after):
    then = row(assessment, "kept")
    moved(cycle, after)
    now = row(assessment, "kept")
    assert now.practice.version == after
    fields = [field.attname for field in Answer._meta.concrete_fields if field.name != "practice"]
    assert [getattr(now, name) for name in fields] == [getattr(then, name) for name in fields]
    assert now.evidence.count() == 1


def test_a_carried_and_confirmed_answer_stays_carried_and_confirmed(cycle, team, lead, after):
    build.submission(build.cycle(cycle.version, quarter="2026-q3"), team, {"kept": 1, "reworded": 1})
    assessment = start(team, cycle, lead)
    Answer.objects.filter(assessment=assessment).update(confirmed_at=build.NOW)
    moved(cycle, after)
    kept, again = row(assessment, "kept"), row(assessment, "reworded")
    assert (kept.carried_from.level, kept.confirmed_at) == (1, build.NOW)
    assert (again.carried_from, again.confirmed_at) == (None, None)


def test_a_reworded_practice_is_asked_again_and_keeps_note_target_and_evidence(assessment, cycle, after):
    version = row(assessment, "reworded").version
    moved(cycle, after)
    again = row(assessment, "reworded")
    assert again.practice.version == after
    assert (again.level, again.not_applicable, again.is_answered) == (None, False, False)
    assert (again.note, again.target, again.target_by) == ("We do", 3, "2027-q1")
    assert again.evidence.count() == 1
    assert again.version == version + 1
    assert (again.saved_at, again.saved_by) == (LATER, moves.administrator())


def test_what_is_set_aside_keeps_what_was_said_with_the_former_words(assessment, cycle, before, after):
    moved(cycle, after)
    aside = SetAsideAnswer.objects.filter(assessment=assessment)
    assert said(aside) == {
        ("reworded", "reworded", 2, "We do", 3, 1),
        ("removed", "removed", 2, "We do", 3, 1),
    }
    assert {each.practice.version for each in aside} == {before}
    assert {each.set_aside_at for each in aside} == {LATER}
    assert aside[0].evidence == [
        {"title": "Inventory", "url": "https://example.org/a", "dated": "2026-11-19"}
    ]


def test_a_removed_practice_is_no_longer_answered(assessment, cycle, after):
    moved(cycle, after)
    assert not Answer.objects.filter(assessment=assessment, practice__key="removed").exists()
    assert Evidence.objects.filter(answer__assessment=assessment).count() == 2


def test_a_new_practice_starts_empty(assessment, cycle, after):
    moved(cycle, after)
    new = row(assessment, "new")
    assert (new.level, new.note, new.version, new.carried_from) == (None, "", 1, None)
    asked = Answer.objects.filter(assessment=assessment).values_list("practice__key", flat=True)
    assert list(asked) == list(AFTER)


def test_not_applicable_is_set_aside_with_its_reason(cycle, team, lead, after):
    assessment = start(team, cycle, lead)
    content = AnswerContent(
        not_applicable=True, not_applicable_because="too-early", not_applicable_reason="New product"
    )
    save(answer_to(assessment, "reworded"), lead, content)
    moved(cycle, after)
    aside = SetAsideAnswer.objects.get(assessment=assessment)
    assert (aside.not_applicable, aside.not_applicable_because, aside.not_applicable_reason) == (
        True,
        "too-early",
        "New product",
    )
    again = row(assessment, "reworded")
    assert (again.not_applicable, again.not_applicable_because, again.not_applicable_reason) == (
        False,
        "",
        "",
    )


def test_nothing_is_set_aside_where_nothing_was_said_or_all_of_it_stays(cycle, team, lead, after):
    assessment = start(team, cycle, lead)
    save(answer_to(assessment, "reworded"), lead, AnswerContent(note="Only a note", target=2))
    moved(cycle, after)
    assert not SetAsideAnswer.objects.exists()
    again = row(assessment, "reworded")
    assert (again.note, again.target) == ("Only a note", 2)


@pytest.mark.parametrize(
    "content", [AnswerContent(note="A note"), AnswerContent(target=1)], ids=["note", "target"]
)
def test_of_a_removed_practice_a_note_or_a_target_alone_is_kept_too(cycle, team, lead, after, content):
    assessment = start(team, cycle, lead)
    save(answer_to(assessment, "removed"), lead, content)
    moved(cycle, after)
    aside = SetAsideAnswer.objects.get()
    assert (aside.practice.key, aside.note, aside.target) == ("removed", content.note, content.target)


def test_of_a_removed_practice_a_link_alone_is_kept_too(cycle, team, lead, after):
    assessment = start(team, cycle, lead)
    evidence(answer_to(assessment, "removed"), lead)
    moved(cycle, after)
    assert len(SetAsideAnswer.objects.get().evidence) == 1


def test_with_another_scale_everything_is_asked_again_and_targets_go_with_their_scale(
    assessment, cycle, model
):
    move = moved(cycle, edition(BEFORE, model=model, scale=["No", "Yes"]))
    assert (move.kept, move.scale_changed) == ((), True)
    assert set(move.asked_again) == set(BEFORE)
    for key in BEFORE:
        again = row(assessment, key)
        assert (again.level, again.target, again.target_by, again.note) == (None, None, "", "We do")
    assert said(SetAsideAnswer.objects.all()) == {(key, "reworded", 2, "We do", 3, 1) for key in BEFORE}


def test_with_another_scale_a_target_alone_is_set_aside(cycle, team, lead, model):
    assessment = start(team, cycle, lead)
    save(answer_to(assessment, "kept"), lead, AnswerContent(target=4))
    moved(cycle, edition(BEFORE, model=model, scale=["No", "Yes"]))
    assert SetAsideAnswer.objects.get().target == 4
    assert row(assessment, "kept").target is None


def test_what_was_submitted_stays_and_holds_its_version(assessment, cycle, before, after, lead):
    submission = submit(assessment, lead)
    moved(cycle, after)
    submission.refresh_from_db()
    assert submission.version == before
    assert {answer.practice.version for answer in submission.answers.all()} == {before}
    again = submit(assessment, lead, reason="Other words")
    assert again.version == after
    assert {answer.practice.version for answer in again.answers.all()} == {after}


def vote(assessment, key, **ended):
    made = Vote.objects.create(
        assessment=assessment, practice=row(assessment, key).practice, opened_at=build.NOW
    )
    Ballot.objects.create(vote=made, voter=build.user(), level=2, cast_at=build.NOW)
    Vote.objects.filter(pk=made.pk).update(**ended)
    return made


def test_votes_move_along_with_unchanged_practices(assessment, cycle, after):
    votes = [vote(assessment, "kept", revealed_at=build.NOW), vote(assessment, "kept")]
    moved(cycle, after)
    for each in votes:
        ended = each.revealed_at
        each.refresh_from_db()
        assert each.practice.version == after
        assert (each.withdrawn_at, each.ballots.count()) == (None, 1), ended


@pytest.mark.parametrize("key", ["reworded", "removed"])
def test_an_open_vote_on_words_that_are_gone_is_withdrawn_and_a_revealed_one_stays(
    assessment, cycle, before, after, key
):
    shown, is_open = vote(assessment, key, revealed_at=build.NOW), vote(assessment, key)
    moved(cycle, after)
    shown.refresh_from_db()
    is_open.refresh_from_db()
    assert (shown.withdrawn_at, is_open.withdrawn_at) == (None, LATER)
    assert shown.practice.version == is_open.practice.version == before


def rows_of(model):
    names = [field.attname for field in model._meta.concrete_fields]
    return list(model.objects.order_by("pk").values_list(*names))


def test_moving_twice_is_moving_once(assessment, cycle, after):
    moved(cycle, after)
    then = [rows_of(model) for model in (Answer, SetAsideAnswer, Evidence, Event)]
    moved(cycle, after, seen=cycle.version_id)
    assert [rows_of(model) for model in (Answer, SetAsideAnswer, Evidence, Event)] == then


def test_another_cycle_is_left_alone(assessment, cycle, before, after, team):
    other = build.assessment(build.cycle(before, quarter="2027-q1"), team, {"reworded": 4})
    moved(cycle, after)
    assert row(other, "reworded").level == 4
    assert row(other, "reworded").practice.version == before


def test_there_and_back_keeps_what_is_unchanged_and_lists_the_rest(assessment, cycle, before, after, lead):
    moved(cycle, after)
    cycle.refresh_from_db()
    save(answer_to(assessment, "reworded"), lead, AnswerContent(level=4))
    save(answer_to(assessment, "new"), lead, AnswerContent(level=1))
    moved(cycle, before)
    assert row(assessment, "kept").level == 2
    assert row(assessment, "removed").level is None
    assert {(each.practice.key, each.level) for each in SetAsideAnswer.objects.all()} == {
        ("reworded", 2),
        ("removed", 2),
        ("reworded", 4),
        ("new", 1),
    }


def test_the_log_says_for_the_cycle_and_for_each_team_what_became_of_what(assessment, cycle, after):
    untouched = start(build.team("Ledger"), cycle, None)
    moved(cycle, after)
    of_cycle = Event.objects.get(verb="moved", subject_type="maturity.cycle")
    assert of_cycle.detail == {
        "from": 1,
        "to": 2,
        "practices": {"kept": 1, "asked again": 1, "new": 1, "removed": 1},
        "asked again": ["reworded"],
        "new": ["new"],
        "removed": ["removed"],
        "set aside": 2,
    }
    by_team = {
        event.team: event.detail
        for event in Event.objects.filter(verb="moved", subject_type="maturity.assessment")
    }
    assert by_team == {
        assessment.team: {
            "from": 1,
            "to": 2,
            "set aside": {"reworded": 1, "removed": 1},
            "practices": ["reworded", "removed"],
        },
        untouched.team: {"from": 1, "to": 2, "set aside": {}, "practices": []},
    }


def test_the_second_of_two_administrators_is_told(assessment, cycle, before, after, model):
    third = edition({"kept": "same"}, model=model)
    moved(cycle, after)
    with pytest.raises(ChangedSince, match="moved to Model 2 meanwhile"):
        moved(cycle, third, seen=before.pk)
    cycle.refresh_from_db()
    assert cycle.version == after


@pytest.mark.parametrize("key", ["reworded", "removed"])
def test_a_save_that_was_opened_before_is_told_where_the_words_are_gone(assessment, cycle, after, lead, key):
    opened = answer_to(assessment, key)
    moved(cycle, after)
    with pytest.raises(ChangedSince):
        save(opened, lead, AnswerContent(level=4))


def test_a_save_of_an_unchanged_practice_lands_after_the_move(assessment, cycle, after, lead):
    opened = answer_to(assessment, "kept")
    moved(cycle, after)
    save(opened, lead, AnswerContent(level=4))
    assert (row(assessment, "kept").level, row(assessment, "kept").practice.version) == (4, after)


def test_a_start_that_was_opened_before_is_asked_the_new_version(cycle, team, lead, after):
    opened = Cycle.objects.select_related("version").get(pk=cycle.pk)
    moved(cycle, after)
    assessment = start(team, opened, lead)
    assert {answer.practice.version for answer in assessment.answers.all()} == {after}


def test_the_teams_next_cycle_starts_from_its_last_submission(assessment, cycle, after, lead, team):
    moved(cycle, after)
    save(answer_to(assessment, "reworded"), lead, AnswerContent(level=3))
    submit(assessment, lead)
    following = start(team, build.cycle(after, quarter="2027-q1", state=Cycle.State.OPEN), lead)
    assert {answer.practice.key: answer.level for answer in following.answers.all()} == {
        "new": None,
        "reworded": 3,
        "kept": 2,
    }


def test_a_planned_cycle_moves_too(before, after):
    planned = build.cycle(before, state=Cycle.State.PLANNED)
    moved(planned, after)
    planned.refresh_from_db()
    assert planned.version == after


def test_a_closed_cycle_stays_with_its_version(cycle, after):
    Cycle.objects.update(state=Cycle.State.CLOSED)
    with pytest.raises(DomainError, match="2026 Q4 is closed: it stays with Model 1"):
        moved(cycle, after)


def test_a_draft_of_a_version_is_not_moved_to(cycle, model):
    with pytest.raises(DomainError, match="not published"):
        moved(cycle, edition(AFTER, model=model, published=False))


def test_another_model_is_not_moved_to(cycle):
    with pytest.raises(DomainError, match="of another model"):
        moved(cycle, edition(AFTER, model=moves.model()))


@pytest.mark.parametrize("role", ["member", "leadership", None])
def test_only_an_administrator_moves_a_cycle_and_never_waymark_by_itself(cycle, after, role):
    with pytest.raises(Refused):
        moved(cycle, after, by=build.user(role=role) if role else None)


def statements(cycle, version):
    with CaptureQueriesContext(connection) as captured:
        moved(cycle, version)
    return sum("teams_event" not in each["sql"] for each in captured)


def test_the_number_of_statements_is_that_of_one_team_and_an_event_for_each(before, after):
    moves.administrator()
    one, many = build.cycle(before, quarter="2027-q1"), build.cycle(before, quarter="2027-q2")
    build.assessment(one, build.team(), dict.fromkeys(BEFORE, 2))
    for _ in range(50):
        build.assessment(many, build.team(), dict.fromkeys(BEFORE, 2))
    assert statements(many, after) == statements(one, after) < 30
    assert SetAsideAnswer.objects.count() == 2 * 51
