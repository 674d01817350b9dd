"""The steps of a change: they add up to it, over any organisation, and each is what its name says."""

from hypothesis import given
from hypothesis import strategies as st

from maturity.answer_moves import Known, Moved, Submitted, restated, run_of
from maturity.running_score import NOT_APPLICABLE, AskedDimension, Edition
from maturity.waterfall import Kind, Move, Part, Step, waterfall
from tests.maturity.courses import DIMENSIONS, courses, editions, figure, median, organisations, submissions

scopes = st.sampled_from(("", *DIMENSIONS))

TESTING = AskedDimension("testing", 1, {"alerts": 1, "drills": 1})
EDITION = Edition(version=1, model=1, levels=5, dimensions=(TESTING,))


def of_one(then, now, dimension=""):
    """The waterfall of a team that said `then` and says `now`, each under its edition or the usual one."""
    ends = [each if isinstance(each, Submitted) else Submitted(EDITION, each) for each in (then, now)]
    return waterfall([Moved(1, *ends)], dimension)


def shares(found):
    return {step.kind: step.share for step in found.steps}


# What holds over all organisations


@given(organisations(), scopes)
def test_the_steps_add_up_to_the_change_and_the_ends_are_the_scores(organisation, dimension):
    found = waterfall(courses(organisation, dimension), dimension)
    then, now = zip(*organisation, strict=True)
    assert (found.then, found.now) == (median(then, dimension), median(now, dimension))
    if found.then is None or found.now is None:
        assert (found.change, found.steps) == (None, ())
    else:
        assert sum(step.share for step in found.steps) == found.change == found.now - found.then


@given(organisations(teams=1), scopes)
def test_the_steps_of_one_team_add_up_to_its_own_change(organisation, dimension):
    ((then, now),) = organisation
    found = waterfall(courses(organisation, dimension), dimension)
    assert (found.then, found.now) == (figure(then, dimension), figure(now, dimension))
    if found.change is not None:
        assert sum(step.share for step in found.steps) == found.change


@given(organisations(), scopes)
def test_shares_of_practices_add_up_to_their_step(organisation, dimension):
    for step in waterfall(courses(organisation, dimension), dimension).steps:
        if step.kind in {Kind.JOINED, Kind.MODEL, Kind.LEFT}:
            assert step.teams
            assert all(part.share is None for part in step.parts)
        else:
            assert step.parts
            shares = [part.share for part in step.parts if part.share is not None]
            assert len(shares) == len(step.parts)
            assert sum(shares) == step.share


@given(st.lists(editions().flatmap(submissions), min_size=1, max_size=4), scopes)
def test_where_nothing_changed_there_are_no_steps(standing, dimension):
    assert waterfall(courses([(each, each) for each in standing], dimension), dimension).steps == ()
    same_again = [
        Moved(team, each, Submitted(each.edition, dict(each.said))) for team, each in enumerate(standing)
    ]
    assert waterfall(same_again, dimension).steps == ()


@given(organisations(), scopes)
def test_the_other_way_round_the_change_is_the_opposite_one(organisation, dimension):
    there = waterfall(courses(organisation, dimension), dimension)
    back = waterfall(courses([(now, then) for then, now in organisation], dimension), dimension)
    assert (there.then, there.now) == (back.now, back.then)
    if there.change is not None:
        assert back.change is not None
        assert there.change == -back.change == -sum(step.share for step in back.steps)
        assert teams(there, Kind.JOINED) == teams(back, Kind.LEFT)


def teams(found, kind):
    return [step.teams for step in found.steps if step.kind == kind]


@given(organisations(), scopes)
def test_steps_and_parts_come_in_order_and_each_answer_once(organisation, dimension):
    found = waterfall(courses(organisation, dimension), dimension)
    kinds = [step.kind for step in found.steps]
    assert kinds == [kind for kind in Kind if kind in kinds]
    told = [(move.team, part.practice) for step in found.steps for part in step.parts for move in part.moves]
    assert len(told) == len(set(told))


@given(organisations(), scopes)
def test_every_answer_that_a_score_feels_is_told(organisation, dimension):
    taken = courses(organisation, dimension)
    told = {
        (move.team, part.practice): (move.before, move.after)
        for step in waterfall(taken, dimension).steps
        for part in step.parts
        for move in part.moves
        if step.kind != Kind.MODEL
    }
    if waterfall(taken, dimension).change is None:
        return
    for run in (run_of(each, dimension) for each in taken):
        for practice, *ends in run.moves:
            if any(isinstance(end, int) for end in ends):
                assert told.pop((run.team, practice)) == tuple(ends)
    assert told == {}


# What each step is


def test_what_was_raised_and_lowered_has_its_own_share():
    found = of_one({"alerts": 1, "drills": 4}, {"alerts": 3, "drills": 3})
    assert (found.then, found.now) == (25000, 30000)
    assert found.steps == (
        Step(Kind.RAISED, 10000, (Part("alerts", 10000, (Move(1, 1, 3),)),)),
        Step(Kind.LOWERED, -5000, (Part("drills", -5000, (Move(1, 4, 3),)),)),
    )


def test_answers_that_are_new_or_gone_have_steps_of_their_own():
    assert shares(of_one({"alerts": 1}, {"alerts": 1, "drills": 4})) == {Kind.ANSWERED: 15000}
    assert shares(of_one({"alerts": 1, "drills": 4}, {"alerts": 1})) == {Kind.UNANSWERED: -15000}


def test_what_does_not_apply_any_more_and_what_applies_again_is_one_step():
    found = of_one({"alerts": 1, "drills": NOT_APPLICABLE}, {"alerts": NOT_APPLICABLE, "drills": 4})
    assert found.steps == (
        Step(
            Kind.APPLICABILITY,
            30000,
            (
                Part("drills", 15000, (Move(1, NOT_APPLICABLE, 4),)),
                Part("alerts", 15000, (Move(1, 1, NOT_APPLICABLE),)),
            ),
        ),
    )


def test_between_unanswered_and_not_applicable_no_score_changes():
    assert of_one({"alerts": 2}, {"alerts": 2, "drills": NOT_APPLICABLE}).steps == ()
    assert of_one({"alerts": 2, "drills": NOT_APPLICABLE}, {"alerts": 2}).steps == ()


def test_additions_come_before_removals_so_that_no_score_is_missing_in_between():
    found = of_one({"alerts": 0}, {"drills": 4})
    assert shares(found) == {Kind.ANSWERED: 20000, Kind.UNANSWERED: 20000}


def test_another_edition_is_a_step_of_its_own_with_what_is_no_longer_asked():
    later = Edition(2, 1, 5, (AskedDimension("testing", 1, {"drills": 3, "scans": 1}),))
    found = of_one({"alerts": 0, "drills": 4}, Submitted(later, {"drills": 4, "scans": 0}))
    assert (found.then, found.now) == (20000, 30000)
    assert found.steps == (
        Step(Kind.MODEL, 20000, (Part("alerts", None, (Move(1, 0, None),)),), ((1, 40000),)),
        Step(Kind.ANSWERED, -10000, (Part("scans", -10000, (Move(1, None, 0),)),)),
    )


def test_where_nothing_of_what_was_said_is_asked_the_model_is_all_of_it():
    other_scale = Edition(2, 1, 3, (TESTING,))
    found = of_one({"alerts": 4, "drills": 4}, Submitted(other_scale, {"alerts": 1, "drills": 1}))
    assert shares(found) == {Kind.MODEL: -30000}
    assert [part.practice for part in found.steps[0].parts] == ["alerts", "drills"]


def test_answers_count_under_another_edition_of_the_same_model_and_length_of_scale():
    given_then = Submitted(EDITION, {"alerts": 1, "drills": 2})
    assert restated(given_then, Edition(2, 1, 5, (AskedDimension("x", 1, {"drills": 9, "new": 1}),))) == {
        "drills": 2
    }
    assert restated(given_then, Edition(2, 1, 4, (TESTING,))) == {}
    assert restated(given_then, Edition(2, 7, 5, (TESTING,))) == {}


def test_a_practice_that_moved_to_another_dimension_takes_its_answer_along():
    before = Edition(1, 1, 5, (TESTING, AskedDimension("security", 1, {"scans": 1})))
    after = Edition(
        2,
        1,
        5,
        (
            AskedDimension("testing", 1, {"alerts": 1}),
            AskedDimension("security", 1, {"scans": 1, "drills": 1}),
        ),
    )
    answers = {"alerts": 1, "drills": 4, "scans": 2}
    ends = Submitted(before, answers), Submitted(after, answers)
    assert shares(of_one(*ends, "security")) == {Kind.MODEL: 10000}
    (step,) = of_one(*ends, "testing").steps
    assert [(part.practice, part.share) for part in step.parts] == [("drills", None)]


def test_teams_that_join_or_leave_move_the_median_by_themselves():
    found = waterfall(
        [Known(1, 10000, 10000), Known(2, None, 30000), Known(3, 20000, None), Known(4, None, None)]
    )
    assert (found.then, found.now) == (15000, 20000)
    assert found.steps == (
        Step(Kind.JOINED, 5000, teams=((2, 30000),)),
        Step(Kind.LEFT, 0, teams=((3, 20000),)),
    )


def test_a_group_of_which_every_team_is_another_one_has_a_median_throughout():
    found = waterfall([Known(1, 10000, None), Known(2, None, 30000)])
    assert shares(found) == {Kind.JOINED: 10000, Kind.LEFT: 10000}


def test_a_practice_of_many_teams_has_one_share_of_the_median():
    raised = [
        Moved(team, Submitted(EDITION, {"alerts": team}), Submitted(EDITION, {"alerts": team + 1}))
        for team in (0, 1, 2)
    ]
    (step,) = waterfall(raised).steps
    assert step.parts == (Part("alerts", 10000, (Move(0, 0, 1), Move(1, 1, 2), Move(2, 2, 3))),)


def test_without_a_figure_at_either_end_there_is_nothing_to_explain():
    assert waterfall([Known(1, None, 20000)]).steps == ()
    assert waterfall([]).change is None
