"""What another edition would do to the figures of teams, with the answers that they gave."""

from dataclasses import replace
from datetime import timedelta

import pytest

from maturity.model_changes import question
from maturity.model_editing import put_practice, remove_dimension, remove_practice, reweigh
from maturity.model_effect import AskedAnswer, TeamAnswers, effects
from maturity.models import Snapshot, SubmittedAnswer
from maturity.queries.model_effect import newest_answers
from maturity.queries.model_files import model_file
from maturity.scoring import PracticeAnswer
from maturity.services.snapshots import take_snapshot
from teams.models import Team
from tests import build
from tests.maturity.models_made import HOUSE, dimension, practice

BACKUPS = practice("backups", weight=2)


def team(name, levels, file=HOUSE):
    """Its newest submission answers `file` with `levels` by practice key; "n/a" is not applicable."""
    answers = [
        AskedAnswer(
            question(each, file),
            entry.key,
            PracticeAnswer(
                weight=each.weight,
                level=None if levels.get(each.key) == "n/a" else levels.get(each.key),
                not_applicable=levels.get(each.key) == "n/a",
            ),
        )
        for entry in file.dimensions
        for each in entry.practices
    ]
    dimensions = {entry.key: (entry.title, entry.weight) for entry in file.dimensions}
    return TeamAnswers(name.lower(), name, dimensions, answers)


def read(after, *teams):
    return {effect.title: effect for effect in effects(after, teams)}


ALL = {"backups": 2, "drills": 1, "runbooks": 0, "units": 1, "contracts": 2}
LEDGER, FRAUD, EMPTY = team("Ledger", ALL), team("Fraud", {"backups": 0, "drills": 2}), team("Empty", {})


def test_under_the_same_questions_everybody_reads_the_same():
    found = read(HOUSE, LEDGER, FRAUD)
    assert list(found) == ["Overall", "Recovery", "Testing"]
    assert found["Recovery"].sentence == "2 teams would read the same"
    assert found["Testing"].sentence == "1 team would read the same; 1 would have no data, as now"
    assert not any(effect.moved for effect in found.values())


def test_another_weight_moves_scores_by_the_answers_that_stay():
    # Ledger: (2·2 + 1 + 0)/4 = 1.25 becomes (9·2 + 1 + 0)/11 = 1.7273; Fraud: 2/3 = 0.6667 becomes 2/10 = 0.2.
    effect = read(reweigh(HOUSE, {}, {"backups": 9}), LEDGER, FRAUD)["Recovery"]
    assert [(each.name, each.now, each.then) for each in effect.teams] == [
        ("Ledger", 12500, 17273),
        ("Fraud", 6667, 2000),
    ]
    assert effect.sentence == "1 team would read lower (median 0.5), 1 higher (median 0.5)"


def test_a_reworded_practice_is_not_answered():
    reworded = replace(BACKUPS, criteria=("none", "some", "every night"))
    effect = read(put_practice(HOUSE, reworded, "recovery"), LEDGER)["Recovery"]
    assert (effect.teams[0].now, effect.teams[0].then) == (12500, 5000)


def test_a_new_practice_changes_no_score():
    effect = read(put_practice(HOUSE, practice("alerts", weight=50), "recovery"), LEDGER)["Recovery"]
    assert effect.sentence == "1 team would read the same"


def test_another_title_changes_nothing():
    effect = read(put_practice(HOUSE, replace(BACKUPS, title="Other"), "recovery"), LEDGER)["Recovery"]
    assert not effect.moved


def test_a_practice_counts_in_the_dimension_to_which_it_moved():
    found = read(put_practice(HOUSE, BACKUPS, "testing"), FRAUD)
    (recovery,), (testing,) = found["Recovery"].teams, found["Testing"].teams
    assert (recovery.now, recovery.then) == (6667, 20000)
    assert (testing.now, testing.then, testing.kind) == (None, 0, "gained")
    assert found["Testing"].sentence == "1 team would have data for the first time"


def test_what_does_not_apply_goes_on_not_to_apply():
    alone = team("Alone", {"backups": "n/a", "drills": 2})
    (row,) = read(remove_practice(HOUSE, "runbooks"), alone)["Recovery"].teams
    assert (row.now, row.then) == (20000, 20000)


def test_in_a_dimension_that_is_gone_nobody_has_data_any_more():
    found = read(remove_dimension(HOUSE, "testing"), LEDGER, EMPTY)
    assert list(found) == ["Overall", "Recovery", "Testing"]
    assert found["Testing"].sentence == ("1 team would have no data any more; 1 would have no data, as now")


def test_in_a_new_dimension_nobody_has_data_yet():
    after = replace(HOUSE, dimensions=(*HOUSE.dimensions, dimension("flow", practice("batches"))))
    assert read(after, LEDGER)["Flow"].sentence == "1 team would have no data, as now"


def test_on_other_levels_nobody_has_data_any_more():
    found = read(replace(HOUSE, scale=("No", "Part", "All")), LEDGER)
    assert found["Overall"].sentence == "1 team would have no data any more"


def test_a_change_that_no_reader_sees_is_the_same():
    fine = team("Fine", {"units": 1, "contracts": 1, "backups": 2, "drills": 2, "runbooks": 2})
    found = read(reweigh(HOUSE, {"testing": 100, "recovery": 33}, {}), fine)
    assert found["Overall"].teams[0].change not in {0, None}
    assert found["Overall"].teams[0].kind == "same"


def test_overall_goes_by_the_weights_of_the_dimensions():
    (row,) = read(reweigh(HOUSE, {"testing": 1}, {}), LEDGER)["Overall"].teams
    # (1·1.25 + 3·1.5)/4 = 1.4375 becomes (1.25 + 1.5)/2 = 1.375
    assert (row.now, row.then) == (14375, 13750)


def test_who_moves_most_comes_first_and_only_the_first_are_shown():
    teams = [team(f"Team {n}", {"backups": 2, "drills": 0, "runbooks": n % 3}) for n in range(8)]
    effect = read(reweigh(HOUSE, {}, {"backups": 50}), *teams)["Recovery"]
    changes = [abs(each.change) for each in effect.teams]
    assert changes == sorted(changes, reverse=True)
    assert len(effect.most) == 5


def test_without_submissions_there_is_nothing_to_tell():
    assert read(HOUSE)["Overall"].sentence == "No team has submitted yet"


# What is stored.


@pytest.fixture
def submitted(world):
    """Ledger and Checkout, with what their newest submissions say."""
    return newest_answers()


def test_each_team_is_read_by_its_newest_submission(world, submitted):
    assert [(each.slug, each.name) for each in submitted] == [("checkout", "Checkout"), ("ledger", "Ledger")]
    ledger = {each.question.key: each.answer.level for each in submitted[1].answers}
    assert ledger == {"testing-1": 2, "testing-2": 1, "security-1": 2}


def test_what_teams_read_now_is_what_the_matrix_shows(world, submitted):
    today = build.NOW.date() + timedelta(days=3)
    take_snapshot(day=today, by=None, now=build.NOW + timedelta(days=5))
    shown = {
        (row.team.slug, row.dimension_key): row.score
        for row in Snapshot.objects.filter(day=today).select_related("team")
    }
    found = effects(model_file(world.version), submitted)
    assert {(each.slug, effect.key): each.now for effect in found for each in effect.teams} == shown
    assert not any(effect.moved for effect in found)


def test_an_archived_team_is_left_out(world):
    Team.objects.filter(slug="ledger").update(archived_on=build.NOW.date())
    assert [each.slug for each in newest_answers()] == ["checkout"]


@pytest.mark.parametrize("teams", [1, 50])
def test_the_answers_are_read_in_a_fixed_number_of_statements(db, teams, django_assert_num_queries):
    cycle = build.cycle(build.version())
    for _ in range(teams):
        build.submission(cycle, build.team(), {"testing-1": 2})
    with django_assert_num_queries(5):
        assert len(newest_answers()) == teams
    assert SubmittedAnswer.objects.count() == 3 * teams
