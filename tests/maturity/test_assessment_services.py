from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.decisions import ChangedSince, Refused
from maturity.answering import AnswerContent
from maturity.models import Answer, Cycle, LevelCriterion, ModelVersion
from maturity.services.assessments import InvalidAnswer, confirm_answer
from maturity.services.evidence import remove_evidence
from teams.models import Event
from tests import build
from tests.maturity.drafts import TODAY, answer_to, carried, evidence, save, start, submit

pytestmark = pytest.mark.django_db
LEVELS = st.none() | st.integers(0, 4)


# Starting


def test_starting_makes_an_answer_for_every_practice_and_twice_is_once(team, cycle, lead):
    first = start(team, cycle, lead)
    assert first.answers.count() == cycle.version.practices.count() == 3
    events = Event.objects.count()
    assert start(team, cycle, lead).pk == first.pk
    assert (Answer.objects.count(), Event.objects.count()) == (3, events)


def test_starting_takes_as_many_statements_for_many_practices(team, lead, django_assert_max_num_queries):
    cycle = build.cycle(build.version({"testing": [1] * 50}))
    with django_assert_max_num_queries(16):
        start(team, cycle, lead)


def test_what_was_submitted_last_is_carried_forward_to_be_confirmed(team, cycle, lead):
    before = build.cycle(cycle.version, quarter="2026-q3")
    before.closes = cycle.closes
    before.save()
    old = start(team, before, lead)
    save(
        answer_to(old, "testing-1"),
        lead,
        AnswerContent(level=2, note="By hand.", target=3),
    )
    save(
        answer_to(old, "testing-2"),
        lead,
        AnswerContent(
            not_applicable=True, not_applicable_because="other", not_applicable_reason="None here."
        ),
    )
    evidence(answer_to(old), lead, dated=date(2026, 9, 1))
    submit(old, lead)
    save(answer_to(old, "testing-1"), lead, AnswerContent(level=4))  # a draft after it counts for nothing

    new = start(team, cycle, lead)
    first, second, third = (answer_to(new, key) for key in ("testing-1", "testing-2", "security-1"))
    assert (first.level, first.note, first.target) == (2, "By hand.", 3)
    assert first.carried_from.submission.assessment == old
    assert not first.is_confirmed
    assert [(e.title, e.dated) for e in first.evidence.all()] == [("Inventory", date(2026, 9, 1))]
    assert (second.not_applicable, second.not_applicable_reason) == (True, "None here.")
    assert (third.level, third.carried_from, third.is_answered) == (None, None, False)


def test_a_reworded_practice_is_asked_again(team, lead):
    old, new = build.version(), build.version(published=False)
    LevelCriterion.objects.filter(practice__version=new, practice__key="testing-1", level=2).update(
        text="New."
    )
    publish(new)
    build.submission(build.cycle(old, quarter="2026-q3"), team, {"testing-1": 2, "testing-2": 3})
    made = start(team, build.cycle(new), lead)
    assert answer_to(made, "testing-1").level is None
    assert answer_to(made, "testing-1").carried_from is None
    assert answer_to(made, "testing-2").level == 3


def test_another_scale_carries_nothing(team, lead):
    old, new = build.version(), build.version(published=False)
    new.scale = [*build.SCALE[:-1], "Excellent"]
    new.save()
    publish(new)
    build.submission(build.cycle(old, quarter="2026-q3"), team, {"testing-1": 2})
    made = start(team, build.cycle(new), lead)
    assert not made.answers.filter(carried_from__isnull=False).exists()


def publish(version):
    version.state, version.published_at = ModelVersion.State.PUBLISHED, build.NOW
    version.save()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    said=st.lists(st.tuples(LEVELS, LEVELS), min_size=4, max_size=4),
    reworded=st.sets(st.integers(1, 4)),
)
def test_exactly_the_unchanged_questions_that_say_something_are_carried(said, reworded):
    with rolled_back():
        keys = [f"a-{number}" for number in range(1, 5)]
        team = build.team()
        old, new = build.version({"a": [1] * 4}), build.version({"a": [1] * 4}, published=False)
        changed = LevelCriterion.objects.filter(
            practice__version=new, practice__key__in=[f"a-{number}" for number in reworded], level=1
        )
        changed.update(text="Other words.")
        publish(new)
        levels = {key: level for key, (level, _) in zip(keys, said, strict=True)}
        targets = {key: target for key, (_, target) in zip(keys, said, strict=True) if target is not None}
        build.submission(build.cycle(old, quarter="2026-q3"), team, levels, targets=targets)
        made = start(team, build.cycle(new), None)
        for number, (key, (level, target)) in enumerate(zip(keys, said, strict=True), start=1):
            answer = answer_to(made, key)
            is_carried = number not in reworded and (level, target) != (None, None)
            assert (answer.carried_from is not None) == is_carried
            assert (answer.level, answer.target) == ((level, target) if is_carried else (None, None))
            assert answer.is_confirmed == (not is_carried)


@contextmanager
def rolled_back():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


# Answering


def test_saving_stores_the_answer_and_says_so_in_the_log(assessment, lead):
    later = build.NOW + timedelta(minutes=3)
    saved = save(answer_to(assessment), lead, AnswerContent(level=3, note=" Done. ", target=4), now=later)
    stored = answer_to(assessment)
    assert (stored.level, stored.note, stored.target, stored.version) == (3, "Done.", 4, 2)
    assert (stored.saved_by, stored.saved_at, saved.version) == (lead, later, 2)
    event = Event.objects.latest("pk")
    assert (event.verb, event.actor, event.team) == ("answered", lead, assessment.team)
    assert event.detail == {
        "practice": "testing-1",
        "level": [None, 3],
        "target": [None, 4],
        "target by": ["", "2027-q1"],
        "note": "changed",
    }


def test_a_save_that_changes_nothing_writes_nothing(assessment, lead, django_capture_on_commit_callbacks):
    content = AnswerContent(level=3, note="Done.")
    opened = answer_to(assessment)
    save(opened, lead, content)
    events, stored = Event.objects.count(), Answer.objects.values().get(pk=opened.pk)
    save(answer_to(assessment), lead, content, version=1)  # the same save, sent again
    assert Answer.objects.values().get(pk=opened.pk) == stored
    assert Event.objects.count() == events


def test_the_second_of_two_writers_is_told_and_overwrites_nothing(assessment, lead):
    mine, theirs = answer_to(assessment), answer_to(assessment)
    save(theirs, lead, AnswerContent(level=1))
    with pytest.raises(ChangedSince, match="Nothing was overwritten"):
        save(mine, lead, AnswerContent(level=4))
    assert answer_to(assessment).level == 1


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (AnswerContent(level=5), "level"),
        (AnswerContent(level=-1), "level"),
        (AnswerContent(target=9), "target"),
        (
            AnswerContent(not_applicable=True, not_applicable_because="other", not_applicable_reason="  "),
            "not_applicable_reason",
        ),
        (AnswerContent(note="x" * 10_001), "note"),
    ],
)
def test_what_the_model_does_not_know_is_refused_by_field(assessment, lead, content, field):
    with pytest.raises(InvalidAnswer) as refused:
        save(answer_to(assessment), lead, content)
    assert refused.value.problems.keys() == {field}
    assert answer_to(assessment).version == 1


def test_another_level_confirms_a_carried_answer_and_a_note_does_not(team, cycle, lead):
    answer = carried(team, cycle, lead)
    save(answer, lead, AnswerContent(level=2, note="Still."))
    assert not answer_to(answer.assessment).is_confirmed
    save(answer, lead, AnswerContent(level=3, note="Better."))
    assert answer_to(answer.assessment).confirmed_at == build.NOW


def test_confirming_twice_is_confirming_once(team, cycle, lead):
    answer = carried(team, cycle, lead)
    confirm_answer(answer=answer, by=lead, now=build.NOW)
    events = Event.objects.count()
    confirm_answer(answer=answer_to(answer.assessment), by=lead, now=build.NOW + timedelta(days=1))
    stored = answer_to(answer.assessment)
    assert (stored.confirmed_at, stored.version, stored.level) == (build.NOW, 2, 2)
    assert Event.objects.count() == events


def test_there_is_nothing_to_confirm_in_an_answer_that_was_not_carried(assessment, lead):
    confirm_answer(answer=answer_to(assessment), by=lead, now=build.NOW)
    assert answer_to(assessment).confirmed_at is None


# Who and when


@pytest.mark.parametrize("state", [Cycle.State.CLOSED, Cycle.State.PLANNED])
def test_only_an_open_cycle_takes_answers(assessment, lead, state):
    Cycle.objects.update(state=state)
    for attempt in attempts(assessment, lead):
        with pytest.raises(Refused, match=r"closed|not open yet"):
            attempt()


def test_a_cycle_takes_answers_on_its_last_day_and_not_after(assessment, cycle, lead):
    last = datetime.combine(cycle.closes, build.NOW.time(), tzinfo=UTC)
    save(answer_to(assessment), lead, AnswerContent(level=1), now=last)
    with pytest.raises(Refused):
        save(answer_to(assessment), lead, AnswerContent(level=2), now=last + timedelta(days=1))


def test_an_archived_team_takes_no_answers(assessment, team, lead):
    team.archived_on = TODAY
    team.save()
    with pytest.raises(Refused, match="archived"):
        save(answer_to(assessment), lead, AnswerContent(level=1))


@pytest.mark.parametrize("who", ["member", "outsider", "leadership"])
def test_whoever_may_not_is_told_why_and_changes_nothing(assessment, team, who):
    person = {
        "member": lambda: build.user("Mo Member"),
        "outsider": lambda: build.user("Otto Outsider"),
        "leadership": lambda: build.user("Dana Director", role="leadership"),
    }[who]()
    if who == "member":
        team.memberships.create(user=person, role="member")
    events = Event.objects.count()
    for attempt in attempts(assessment, person):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.message.endswith((".", "it."))
    assert Event.objects.count() == events


def test_administrators_and_waymark_itself_may(assessment):
    save(answer_to(assessment), build.user(role="administrator"), AnswerContent(level=1))
    save(answer_to(assessment), None, AnswerContent(level=2))
    assert submit(assessment, None).submitted_by is None


def attempts(assessment, by):
    answer = answer_to(assessment)
    return (
        lambda: start(assessment.team, Cycle.objects.get(), by),
        lambda: save(answer, by, AnswerContent(level=1)),
        lambda: confirm_answer(answer=answer, by=by, now=build.NOW),
        lambda: evidence(answer, by),
        lambda: remove_evidence(answer=answer, evidence_id=1, by=by, now=build.NOW),
        lambda: submit(assessment, by),
    )
