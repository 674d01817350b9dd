"""A move and somebody else's work in the same moment, each with a connection of its own: on PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.db import connection, transaction

from common.decisions import ChangedSince
from maturity.answering import AnswerContent
from maturity.models import Answer, Assessment, Cycle, Evidence, SetAsideAnswer, Submission
from maturity.services import moving
from maturity.services.cycles import advance_cycles
from teams.models import Event as Logged
from tests import build
from tests.maturity import moves
from tests.maturity.drafts import answer_to, evidence, save, start, submit
from tests.maturity.moves import edition, moved

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
WAIT = 30  # seconds
WORDS = {"kept": "same", "reworded": "old", "removed": "gone"}


@pytest.fixture
def lead():
    return build.user("Priya Raman")


@pytest.fixture
def team(lead):
    return build.team("Checkout", lead=lead)


@pytest.fixture
def before():
    return edition(WORDS, model=moves.model())


@pytest.fixture
def after(before):
    return edition({"kept": "same", "reworded": "other", "new": "fresh"}, model=before.model)


@pytest.fixture
def cycle(before):
    moves.administrator()
    return build.cycle(before)


@pytest.fixture
def assessment(cycle, team, lead):
    made = start(team, cycle, lead)
    for key in WORDS:
        save(answer_to(made, key), lead, AnswerContent(level=2))
    return made


def own_connection(act):
    try:
        return act()
    except ChangedSince as told:
        return told
    finally:
        connection.close()


@pytest.fixture
def halfway(monkeypatch):
    """A move stops before it commits: `inside` is set there, and it goes on once `go_on` is."""
    inside, go_on = Event(), Event()
    record = moving._record

    def stop(*arguments):
        inside.set()
        assert go_on.wait(WAIT)
        record(*arguments)

    monkeypatch.setattr(moving, "_record", stop)
    return inside, go_on


def during_the_move(cycle, version, halfway, act):
    """What `act` gives, begun while a move has done all but commit."""
    inside, go_on = halfway
    with ThreadPoolExecutor(2) as pool:
        move = pool.submit(own_connection, lambda: moved(cycle, version))
        assert inside.wait(WAIT)
        other = pool.submit(own_connection, act)
        # It waits for the move, so it is not done before that is.
        with pytest.raises(TimeoutError):
            other.result(timeout=0.5)
        go_on.set()
        move.result(WAIT)
        return other.result(WAIT)


def versions_asked(assessment):
    rows = Answer.objects.filter(assessment=assessment)
    return set(rows.values_list("practice__version", flat=True))


@pytest.mark.parametrize("key", ["reworded", "removed"])
def test_a_save_under_former_words_waits_and_is_told(assessment, cycle, after, lead, halfway, key):
    opened = answer_to(assessment, key)
    told = during_the_move(cycle, after, halfway, lambda: save(opened, lead, AnswerContent(level=4)))
    assert isinstance(told, ChangedSince)
    assert set(SetAsideAnswer.objects.values_list("level", flat=True)) == {2}


def test_a_save_of_an_unchanged_practice_waits_and_lands(assessment, cycle, after, lead, halfway):
    opened = answer_to(assessment, "kept")
    during_the_move(cycle, after, halfway, lambda: save(opened, lead, AnswerContent(level=4)))
    assert answer_to(assessment, "kept").level == 4
    assert versions_asked(assessment) == {after.pk}


def test_a_start_waits_and_is_asked_the_version_moved_to(assessment, cycle, after, halfway):
    other, opened = build.team("Ledger"), Cycle.objects.select_related("version").get()
    made = during_the_move(cycle, after, halfway, lambda: start(other, opened, None))
    assert versions_asked(made) == {after.pk}
    assert made.answers.count() == 3


def test_a_submission_waits_and_holds_the_version_moved_to(assessment, cycle, after, lead, halfway):
    made = during_the_move(cycle, after, halfway, lambda: submit(assessment, lead))
    assert made.version == after
    assert set(made.answers.values_list("practice__version", flat=True)) == {after.pk}


def test_a_link_to_a_practice_that_goes_waits_and_is_told(assessment, cycle, after, lead, halfway):
    opened = answer_to(assessment, "removed")
    told = during_the_move(cycle, after, halfway, lambda: evidence(opened, lead))
    assert isinstance(told, ChangedSince)
    assert not Evidence.objects.exists()


def test_a_second_move_waits_and_the_first_stands(assessment, cycle, before, after, halfway):
    third = edition({"kept": "same"}, model=before.model)
    halfway[1].clear()
    told = during_the_move(cycle, after, halfway, lambda: moved(cycle, third, seen=before.pk))
    assert isinstance(told, ChangedSince)
    cycle.refresh_from_db()
    assert cycle.version == after


def test_a_save_that_is_under_way_is_waited_for_and_set_aside_as_saved(assessment, cycle, after, lead):
    saved, committed = Barrier(2), Event()

    def saving():
        with transaction.atomic():
            save(answer_to(assessment, "removed"), lead, AnswerContent(level=4))
            saved.wait(WAIT)
            committed.wait(0.5)  # the move has begun by then, and waits

    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(own_connection, saving)
        saved.wait(WAIT)
        move = pool.submit(own_connection, lambda: moved(cycle, after))
        one.result(WAIT)
        move.result(WAIT)
    aside = SetAsideAnswer.objects.get(practice__key="removed")
    assert aside.level == 4


def test_two_moves_to_the_same_version_are_one(assessment, cycle, after):
    begin = Barrier(2)

    def move():
        begin.wait(WAIT)
        return moved(cycle, after)

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(own_connection, move) for _ in range(2)]:
            done.result(WAIT)
    assert SetAsideAnswer.objects.count() == 2
    assert Logged.objects.filter(verb="moved", subject_type="maturity.cycle").count() == 1


def test_two_who_advance_the_cycles_open_and_close_each_once(before):
    for year in range(1990, 2020):
        build.cycle(before, quarter=f"{year}-q1", state=Cycle.State.PLANNED)
    begin = Barrier(2)

    def advance():
        begin.wait(WAIT)
        return len(list(advance_cycles(by=None, now=build.NOW)))

    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(own_connection, advance) for _ in range(2)]
        assert sum(each.result(WAIT) for each in done) == 60
    assert set(Cycle.objects.values_list("state", flat=True)) == {"closed"}
    assert Logged.objects.filter(subject_type="maturity.cycle").count() == 60


def test_nothing_is_left_of_a_move_that_fails_at_its_end(assessment, cycle, before, after, monkeypatch):
    def fail(*_arguments):
        raise ZeroDivisionError

    monkeypatch.setattr(moving, "_record", fail)
    with pytest.raises(ZeroDivisionError):
        moved(cycle, after)
    assert versions_asked(assessment) == {before.pk}
    assert not SetAsideAnswer.objects.exists()
    assert (Assessment.objects.count(), Submission.objects.count()) == (1, 0)
