"""Shared gaps: the rule by hand and for any counts, the teams behind it, and who could help."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maturity.could_help import could_help, helping_level, is_fresh, needs_help
from maturity.gaps_address import GapsAddress
from maturity.models import Cycle, Practice, Submission
from maturity.queries.matrix import UnknownInAddress
from maturity.queries.shared_gaps import shared_gaps
from maturity.queries.who_could_help import Helper, Helpers, who_could_help
from maturity.scoring import UNIT, confidence
from maturity.shared_gaps import gap
from tests import build
from tests.maturity.moves import edition, model
from tests.maturity.standings import DAY, TODAY, evidenced, snap, submit

# The rule


def test_more_than_half_of_three_teams_or_more_share_a_gap():
    assert gap({0: 1, 1: 2}).is_shared
    assert not gap({0: 2, 1: 2}).is_shared  # half
    assert not gap({1: 2}).is_shared  # two teams
    assert gap({3: 3}).is_shared
    assert not gap({}).is_shared


def test_a_gap_by_hand():
    found = gap({0: 4, 1: 3, 2: 1, 3: 2})
    assert (found.teams, found.below, found.missing) == (10, 6, 3 + 2 + 6)
    assert found.median == 15_000  # of 1 1 1 2 3 3
    assert gap({0: 2}).median is None


@given(st.lists(st.integers(0, 9)))
def test_counting_teams_is_looking_at_each(missing):
    found = gap({levels: missing.count(levels) for levels in missing})
    below = sorted(levels for levels in missing if levels)
    assert (found.teams, found.below, found.missing) == (len(missing), len(below), sum(missing))
    if below:
        middle = below[(len(below) - 1) // 2] + below[len(below) // 2]
        assert found.median == UNIT * middle // 2
        assert below[0] * UNIT <= found.median <= below[-1] * UNIT
    assert found.is_shared == (len(missing) >= 3 and len(below) > len(missing) - len(below))


# Who could help, the rule


def test_from_which_level_on_a_team_could_help():
    assert [helping_level(highest) for highest in (1, 2, 3, 4, 5, 9)] == [1, 1, 2, 3, 3, 3]


def test_a_team_needs_help_below_its_target_or_low_without_one():
    assert [needs_help(level=level, target=None, highest_level=4) for level in (None, 0, 2, 3)] == [
        False,
        True,
        True,
        False,
    ]
    assert needs_help(level=3, target=4, highest_level=4)
    assert not needs_help(level=1, target=1, highest_level=4)
    assert not needs_help(level=None, target=4, highest_level=4)
    assert not needs_help(level=2, target=None, highest_level=3)


@given(st.integers(0, 800), st.integers(1, 400), st.integers(0, 300))
def test_fresh_evidence_makes_an_answer_at_least_half_sure(age, half_life, vouched_later):
    """What is vouched for on the day of its newest evidence or later."""
    if is_fresh(DAY - timedelta(days=age), half_life, DAY):
        assert confidence(age - vouched_later, half_life, with_evidence=True) >= UNIT // 2
    else:
        assert confidence(age, half_life, with_evidence=True) <= UNIT // 2
    assert not is_fresh(None, half_life, DAY)


def test_only_those_above_the_asking_team_could_help_it():
    teams = tuple(Helper(n, f"t{n}", f"T{n}", level, DAY) for n, level in enumerate((4, 4, 4, 4, 3, 3)))
    everyone = Helpers(teams, 6)
    assert [each.team for each in everyone.above(3, but=9).named] == [0, 1, 2]
    assert everyone.above(3, but=9).others == 1
    assert [each.team for each in everyone.above(3, but=1).named] == [0, 2, 3]
    assert everyone.above(4, but=9) == Helpers()
    assert everyone.above(None, but=0).teams == 5


# From the database


def found(**address):
    return shared_gaps(GapsAddress(**address), TODAY)


def keys(gaps):
    return [each.asked.key for each in gaps]


def test_each_practice_with_its_teams(three_with_targets):
    page = found(practice="testing-1")
    assert keys(page.shared) == ["testing-2", "testing-1"]  # 2 below each; 5 levels are missing, then 3
    second, first = page.shared
    assert (second.gap.teams, second.gap.below, second.gap.missing, second.gap.median) == (3, 2, 5, 25_000)
    assert [(team.name, team.level, team.target) for team in first.below] == [
        ("Ledger", 1, 3),
        ("Checkout", 2, 3),
    ]
    assert [team.name for team in first.at_target] == ["Fraud"]
    assert second.teams == ()
    assert (page.teams, page.reported, page.asked, page.seldom, page.reached) == (3, 3, 3, 1, 0)


def test_a_target_without_a_level_is_no_gap(three_with_targets):
    assert "security-1" not in keys(found().gaps)


def test_a_division_counts_its_own_teams(three_with_targets):
    page = found(division="payments")
    assert keys(page.others) == ["testing-1", "testing-2"]
    assert page.shared == []  # of two teams nothing is shared
    assert (page.teams, page.reported, page.seldom) == (2, 2, 3)
    with pytest.raises(UnknownInAddress):
        found(division="nowhere")


def test_only_the_newest_submission_counts_and_no_archived_team(three_with_targets):
    ledger = Submission.objects.get(team__slug="ledger")
    submit(three_with_targets, ledger.team, TODAY, {"testing-1": 3}, targets={"testing-1": 3})
    snap(TODAY)
    assert keys(found().gaps) == ["testing-2", "testing-1"]
    assert found().gaps[1].gap.below == 1
    ledger.team.archived_on = TODAY
    ledger.team.save()
    assert found().gaps[1].gap.teams == 2


def test_a_practice_of_two_editions_is_one_and_reads_as_the_newer_does(db, today):
    house = model()
    old, new = edition({"alerts": "x", "logs": "x"}, model=house), edition({"alerts": "x"}, model=house)
    q3, q4 = build.cycle(old, quarter="2026-q3", state=Cycle.State.CLOSED), build.cycle(new)
    submit(q3, build.team(), date(2026, 8, 3), {"alerts": 1, "logs": 1}, targets={"alerts": 2, "logs": 2})
    submit(q4, build.team(), DAY, {"alerts": 1}, targets={"alerts": 2})
    submit(q4, build.team(), DAY, {"alerts": 1}, targets={"alerts": 4})
    stranger = edition({"alerts": "x"}, model=model())
    submit(build.cycle(stranger, quarter="2026-q2"), build.team(), DAY, {"alerts": 0}, targets={"alerts": 4})
    snap(TODAY)
    counts = [(each.asked.key, each.asked.model, each.gap.below) for each in found().gaps]
    assert counts == [
        ("alerts", house.pk, 3),
        ("alerts", stranger.model_id, 1),
        ("logs", house.pk, 1),
    ]


def test_before_the_first_cycle_and_before_the_first_submission(db, today):
    assert found() is None
    build.cycle(build.version())
    build.team()
    page = found(practice="testing-1")
    assert (page.asked, page.gaps, page.teams, page.reported) == (0, (), 1, 0)


def test_who_could_help_with_a_practice(db, today):
    q4 = build.cycle(build.version())
    half_life = Practice.objects.first().half_life_days
    for name, level, age in (
        ("Identity", 4, half_life),
        ("Search", 3, 5),
        ("Catalogue", 3, 90),
        ("Old", 4, half_life + 1),
        ("Weak", 2, 5),
        ("Unshown", 4, None),
        ("Runtime", 4, 20),
    ):
        evidenced(q4, name, level, None if age is None else TODAY - timedelta(days=age))
    snap(TODAY)
    ((_, key),) = everyone = who_could_help(TODAY, TODAY)
    helpers = everyone[next(iter(everyone))]
    assert key == "testing-1"
    assert [(each.name, each.level) for each in helpers.named] == [
        ("Runtime", 4),
        ("Identity", 4),
        ("Search", 3),
    ]
    assert (helpers.teams, helpers.others) == (4, 1)
    assert helpers.named[2].evidence == TODAY - timedelta(days=5)
    (all_of_it,) = who_could_help(TODAY, TODAY, unfolded="testing-1").values()
    assert [each.name for each in all_of_it.named] == ["Runtime", "Identity", "Search", "Catalogue"]
    assert who_could_help(TODAY, TODAY, practices=["testing-1"]) == {next(iter(everyone)): all_of_it}
    assert who_could_help(TODAY, TODAY, practices=["security-1"]) == {}
    assert who_could_help(TODAY, TODAY, practices=[]) == {}
    assert who_could_help(DAY, TODAY) == {}


@pytest.mark.parametrize("levels", [2, 3, 4, 5, 6, 10])
def test_the_database_knows_the_rule(db, today, levels):
    """Every level of a scale, with evidence of either side of the half-life, and of a later day."""
    version = edition({"alerts": "x"}, model=model(), scale=[f"Level {n}" for n in range(levels)])
    q4 = build.cycle(version)
    half_life = version.practices.get().half_life_days
    expected = set()
    for level in (None, *range(levels)):
        for age in (None, -2, 0, half_life, half_life + 1):
            dated = None if age is None else TODAY - timedelta(days=age)
            name = f"At {level} {age}".replace("-", "minus ")
            evidenced(q4, name, level, dated, key="alerts")
            if could_help(
                level=level,
                highest_level=levels - 1,
                newest_evidence=dated,
                half_life_days=half_life,
                day=TODAY,
            ):
                expected.add(name)
    snap(TODAY)
    (helpers,) = who_could_help(TODAY, TODAY, practices=["alerts"]).values()
    assert {each.name for each in helpers.named} == expected
