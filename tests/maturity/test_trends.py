"""The read-model of trends: snapshot rows alone, gaps where there is nothing, changes only where comparable."""

from datetime import date, timedelta

import pytest

from maturity import scoring
from maturity.models import Cycle, Snapshot
from maturity.queries import trend_span
from maturity.queries.matrix import UnknownInAddress
from maturity.queries.trends import trend_page
from maturity.services.snapshots import take_snapshot
from maturity.trend_address import TrendAddress
from maturity.trend_points import MOST_ROWS
from teams.models import Team
from tests import build
from tests.maturity.standings import TODAY, noon, overall, snap, submit

LATE = date(2027, 2, 2)


def show(today=TODAY, *, by_division=False, **address):
    return trend_page(TrendAddress(**address), today, by_division=by_division)


def lines(page):
    return {line.key: line for line in page.trend.lines}


def medians(page):
    return {key: line.medians for key, line in lines(page).items()}


def states(page, key):
    return [value.state for value in lines(page)[key].values]


def names(page):
    return [point.name for point in page.trend.span.points]


# What there is a line of


def test_no_trend_before_the_first_cycle(db):
    assert show() is None


def test_a_line_for_each_dimension_and_the_overall_one_last(world):
    page = show()
    assert [line.name for line in page.trend.lines] == ["Testing", "Security", "Overall"]
    assert [line.number for line in page.trend.lines] == [0, 1, None]
    assert names(page) == ["2026 Q3", "2026 Q4"]


def test_a_point_is_the_median_of_the_teams_that_have_data(world):
    rows = Snapshot.objects.filter(day=TODAY, dimension_key="").values_list("score", flat=True)
    figure = lines(show())["overall"].last.figure
    assert figure == scoring.group_figure([*rows, None])
    assert (figure.n, figure.of) == (2, 3)


def test_a_division_and_a_team_have_trends_of_their_own(world):
    assert lines(show(division="payments"))["overall"].last.figure.of == 2
    assert medians(show(team="ledger"))["overall"] == (15000, 18334)
    assert medians(show(division="payments", team="ledger"))["testing"] == (10000, 16667)


def test_divisions_are_compared_in_one_dimension(world):
    page = show(by_division=True, dimension="testing")
    assert [line.name for line in page.trend.lines] == ["Payments", "Risk", "Whole organisation"]
    assert medians(page)["payments"] == (5000, 8334)
    assert states(page, "risk") == ["not_reported"] * 2
    assert lines(page)["overall"].last.figure.of == 3
    assert medians(show(by_division=True))["payments"] == medians(show(division="payments"))["overall"]


@pytest.mark.parametrize("address", [{"division": "nobody"}, {"team": "nobody"}, {"team": "le\x00dger"}])
def test_an_address_that_names_nothing_is_unknown(world, address):
    with pytest.raises(UnknownInAddress):
        show(**address)


def test_a_dimension_that_nobody_asks_about_is_unknown(world):
    with pytest.raises(UnknownInAddress):
        show(by_division=True, dimension="nothing")


def test_a_team_of_another_division_gives_way_to_the_division(world):
    page = show(division="risk", team="ledger")
    assert (page.address.division, page.address.team) == ("risk", "")


def test_to_choose_every_line_is_to_choose_none(world):
    assert show(lines=("testing", "security", "overall")).address.lines == ()
    assert show(lines=("testing",)).address.lines == ("testing",)


# Points


def test_cycles_are_points_as_the_matrix_shows_them(world):
    page = show()
    assert [(point.first, point.last) for point in page.trend.span.points] == [
        (world.q3.closes, world.q3.closes),
        (TODAY, TODAY),
    ]


def test_a_month_is_its_newest_day_with_figures(world):
    snap(date(2026, 10, 5), date(2026, 10, 20))
    submit(world.q4, world.ledger, date(2026, 10, 18), {"testing-1": 4, "testing-2": 4, "security-1": 4})
    snap(date(2026, 10, 20))
    found = medians(show(team="ledger", step="month", begins="2026-09-01"))["overall"]
    assert found == (15000, 40000, 18334)


def test_days_and_months_without_figures_are_gaps(world):
    page = show(step="day", begins="2026-11-20")
    assert names(page) == ["Fri 20 Nov 2026", "Sat 21 Nov 2026", "Sun 22 Nov 2026"]
    assert medians(page)["overall"][:2] == (None, None)
    assert medians(page)["overall"][2] is not None
    assert names(show(step="month")) == [
        "July 2026",
        "August 2026",
        "September 2026",
        "October 2026",
        "November 2026",
    ]
    assert [value is None for value in medians(show(step="month"))["overall"]] == [
        True,
        True,
        False,
        True,
        False,
    ]


def test_a_range_decides_which_cycles_are_shown(world):
    assert names(show(ends="2026-10-31")) == ["2026 Q3"]
    assert names(show(begins="2026-10-01")) == ["2026 Q4"]
    assert names(show(begins="2026-09-29", ends="2026-10-30")) == []
    assert not show(begins="2026-09-29", ends="2026-10-30").trend.has_data


def test_without_a_word_the_newest_eight_cycles_are_shown(world):
    for year in (2023, 2024, 2025):
        for quarter in range(1, 5):
            build.cycle(world.version, quarter=f"{year}-q{quarter}", state=Cycle.State.CLOSED)
    assert len(names(show())) == trend_span.USUAL_CYCLES
    assert names(show())[-1] == "2026 Q4"
    assert len(names(show(begins="2023-01-01"))) == 14


def test_a_range_that_is_too_long_is_cut_at_its_beginning_and_says_so(world, monkeypatch):
    monkeypatch.setattr(trend_span, "USUAL_DAYS", 5)
    long = show(step="day", begins="2000-01-01").trend.span
    assert long.shortened
    assert (len(long.points), long.until) == (400, TODAY)
    assert long.since == TODAY - timedelta(days=399)
    assert not show(step="day").trend.span.shortened
    assert show(step="cycle", begins="2000-01-01").trend.span.shortened is False


def test_the_more_teams_the_fewer_points(world, monkeypatch):
    monkeypatch.setattr("maturity.trend_points.MOST_ROWS", 12 * 3 * 10)
    assert len(names(show(step="day", begins="2026-01-01"))) == 10
    assert len(names(show(step="day", begins="2026-01-01", team="ledger"))) == 30
    assert MOST_ROWS > 12 * 500 * 8


def test_days_that_make_no_range_leave_no_trend(world):
    page = show(begins="2026-11-01", ends="2026-10-01")
    assert page.trend is None
    assert page.wrong.field == "from"
    assert [member.name for member in page.around.members] == ["Checkout", "Ledger", "Fraud"]


# Four kinds of nothing


def test_four_kinds_of_nothing_and_zero(world):
    submit(world.q4, world.checkout, TODAY, {"testing-1": 0}, not_applicable=["security-1"])
    risk = build.team("Risk desk", division="Risk")
    submit(world.q4, risk, TODAY, {"security-1": 1})
    snap(TODAY)
    assert states(show(team="fraud"), "overall") == ["not_reported"] * 2
    assert states(show(team="risk-desk"), "testing") == ["not_reported", "no_data"]
    assert states(show(team="checkout"), "security") == ["scored", "not_applicable"]
    assert (states(show(team="checkout"), "testing")[1], medians(show(team="checkout"))["testing"][1]) == (
        "scored",
        0,
    )


def test_a_gap_or_target_that_nobody_set_says_so(world):
    assert states(show(team="checkout", measure="gap"), "testing")[1] == "no_target"
    assert medians(show(team="ledger", measure="gap"))["testing"] == (None, 10000)
    assert medians(show(team="ledger", measure="target"))["testing"] == (None, 30000)
    assert medians(show(team="ledger", measure="coverage"))["testing"] == (10000, 10000)


def test_confidence_and_disagreement_have_trends_too(world):
    row = overall(world.ledger, TODAY, "testing")
    assert medians(show(team="ledger", measure="confidence"))["testing"][1] == row.confidence
    assert row.confidence
    assert states(show(team="ledger", measure="disagreement"), "testing") == ["no_vote"] * 2
    Snapshot.objects.filter(pk=row.pk).update(disagreement=12000)
    assert medians(show(team="ledger", measure="disagreement"))["testing"][1] == 12000


def test_a_team_is_part_of_the_group_until_it_is_archived(world):
    Team.objects.filter(pk=world.checkout.pk).update(archived_on=date(2026, 10, 1))
    overall = lines(show())["overall"].values
    assert [(value.figure.n, value.figure.of) for value in overall] == [(2, 3), (1, 2)]
    assert states(show(team="checkout"), "overall") == ["scored", "archived"]


# Versions of the model, and change


@pytest.fixture
def next_version(world):
    """In 2027 Ledger answers another version, which asks about Testing what the first one did not."""
    other = build.version({"testing": (2, 1, 1), "security": (1,)}, model=world.version.model)
    q1 = build.cycle(other, quarter="2027-q1")
    submit(q1, world.ledger, date(2027, 2, 1), {"testing-1": 4, "security-1": 3})
    take_snapshot(day=LATE, by=None, now=noon(LATE))
    return other


def test_change_is_from_the_first_figure_to_the_last_point(world):
    assert lines(show(team="ledger"))["testing"].change.value == 6667
    assert lines(show(team="fraud"))["overall"].change is None


def test_versions_with_other_practices_are_not_comparable(world, next_version):
    found = lines(show(today=LATE, team="ledger"))
    assert (found["testing"].change.value, found["testing"].change.comparable) == (None, False)
    assert (found["security"].change.value, found["security"].change.comparable) == (10000, True)
    assert found["overall"].change.comparable is False


def test_a_group_with_both_versions_is_compared_only_where_they_ask_the_same(world, next_version):
    found = lines(show(today=LATE))
    assert found["testing"].change.comparable is False
    assert found["security"].change.comparable is True


def test_no_change_where_the_last_point_has_no_figure(world):
    submit(world.q4, world.ledger, TODAY, {"testing-1": 2}, not_applicable=["security-1"])
    snap(TODAY)
    assert lines(show(team="ledger"))["security"].change is None


def test_dimensions_of_an_earlier_version_keep_their_line(world):
    other = build.version({"testing": (2, 1), "people": (1,)}, model=world.version.model)
    q1 = build.cycle(other, quarter="2027-q1")
    submit(q1, world.ledger, date(2027, 2, 1), {"testing-1": 4, "people-1": 3})
    take_snapshot(day=LATE, by=None, now=noon(LATE))
    page = show(today=LATE, team="ledger")
    assert [line.name for line in page.trend.lines] == ["Testing", "People", "Security", "Overall"]
    assert states(page, "security") == ["scored", "scored", "no_data"]
    assert states(page, "people") == ["no_data", "no_data", "scored"]


# What happened


def happened(page):
    return [(event.kind, event.day.isoformat(), event.position, event.sign) for event in page.trend.events]


def test_submissions_are_counted_for_the_point_that_shows_them(world):
    assert show().trend.submissions == (2, 1)
    assert show(division="risk").trend.submissions == (0, 0)
    assert show(step="month").trend.submissions == (0, 2, 0, 0, 1)


def test_a_team_sees_its_submissions_and_a_group_corrections_alone(world):
    submit(world.q4, world.ledger, date(2026, 11, 20), {"testing-1": 2})
    assert happened(show()) == [("correction", "2026-11-20", 1, "1")]
    (event,) = show().trend.events
    assert event.words == "Ledger corrected 2026 Q4: a correction"
    assert event.submission == ("ledger", "2026-q4", 2)
    team = show(team="ledger").trend.events
    assert [event.words for event in team] == [
        "2026 Q3 submitted",
        "2026 Q4 submitted",
        "2026 Q4 corrected: a correction",
    ]
    assert [event.sign for event in team] == ["", "", "1"]


def test_the_first_answers_to_another_version_are_marked(world, next_version):
    (event,) = [event for event in show(today=LATE).trend.events if event.kind == "version"]
    assert (event.day, event.position, event.sign) == (date(2027, 2, 1), 2, "1")
    assert event.words == "First answers to version 2 of the model"


def test_a_version_that_was_there_before_the_range_is_not_news(world, next_version):
    assert happened(show(today=LATE, begins="2027-02-02")) == []


def test_by_month_and_day_cycles_are_events_by_cycle_they_are_the_points(world):
    assert happened(show(step="month")) == [
        ("opened", "2026-07-01", 0, "1"),
        ("due", "2026-08-28", 1, "2"),
        ("closed", "2026-09-28", 2, "3"),
        ("opened", "2026-10-01", 3, "4"),
    ]
    assert happened(show()) == []


def test_a_cycle_that_was_closed_early_is_marked_on_that_day(world):
    Cycle.objects.filter(pk=world.q3.pk).update(closed_at=noon(date(2026, 8, 31)))
    assert ("closed", "2026-08-31", 1, "2") in happened(show(step="month"))
    Cycle.objects.filter(pk=world.q3.pk).update(closed_at=noon(date(2026, 9, 29)))
    assert ("closed", "2026-09-28", 2, "3") in happened(show(step="month"))


def test_signs_are_numbered_by_time_and_go_to_what_weighs_most(world):
    for number in range(20):
        team = build.team()
        day = date(2026, 10, 20) + timedelta(days=number)
        submit(world.q4, team, day - timedelta(days=1), {"testing-1": 1})
        submit(world.q4, team, day, {"testing-1": 2})
    events = show(step="day", begins="2026-09-25").trend.events
    signed = [event for event in events if event.sign]
    assert [event.sign for event in signed] == [str(n) for n in range(1, 13)]
    assert {event.kind for event in signed} == {"correction"}
    assert len([event for event in events if event.kind == "correction"]) == 20
    assert [event.day for event in signed] == sorted(event.day for event in signed)


def test_events_of_one_point_share_its_sign(world):
    for name in ("Ledger", "Checkout"):
        team = Team.objects.get(name=name)
        submit(world.q4, team, date(2026, 11, 18), {"testing-1": 2})
        submit(world.q4, team, date(2026, 11, 19), {"testing-1": 2})
    assert {event.sign for event in show().trend.events} == {"1"}


# Statements


@pytest.mark.parametrize("more", [0, 49])
@pytest.mark.parametrize("by_division", [False, True])
@pytest.mark.parametrize("step", ["cycle", "month", "day"])
def test_five_statements_for_one_team_and_for_fifty(
    world, more, by_division, step, django_assert_num_queries
):
    for number in range(more):
        submit(
            world.q4, build.team(), date(2026, 11, 1) + timedelta(days=number % 9), {"testing-1": number % 5}
        )
    snap(TODAY)
    with django_assert_num_queries(5):
        show(step=step, by_division=by_division)
