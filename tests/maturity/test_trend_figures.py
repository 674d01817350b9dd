"""The database's group figures are those of `scoring.group_figure`, over any rows, on any days, for any group."""

from collections import defaultdict
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maturity.models import Snapshot
from maturity.queries.trend_figures import Wanted, alone, trend_figures
from maturity.scoring import group_figure
from maturity.trend_measures import MEASURES
from maturity.trend_points import Point
from teams.models import Team
from tests import build

pytestmark = pytest.mark.django_db

FIRST = date(2026, 3, 1)
KEYS = ("", "testing", "security")
FIGURE = st.none() | st.integers(0, 3) | st.integers(0, 90_000)
COUNTS = st.integers(0, 9)


def day(number):
    return FIRST + timedelta(days=number)


@st.composite
def rows(draw):
    """For some teams, days and dimensions: the columns of a snapshot row, whatever they may be."""
    places = draw(
        st.lists(st.tuples(st.integers(0, 5), st.integers(0, 4), st.sampled_from(KEYS)), unique=True)
    )
    return {
        place: {column: draw(FIGURE) for column in sorted(MEASURES)}
        | {column: draw(COUNTS) for column in ("applicable", "answered", "not_applicable")}
        for place in places
    }


SPANS = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 5)).map(lambda pair: (min(pair), max(pair))),
    min_size=1,
    max_size=4,
)


@pytest.fixture
def submission():
    """Every snapshot row names one; which one is nothing to a trend."""
    return build.submission(build.cycle(build.version()), build.team("Spare"), {})


@pytest.fixture
def teams():
    return [build.team(f"Team {n}", division=("Payments", "Risk")[n % 2]) for n in range(6)]


def write(found, teams, submission):
    Snapshot.objects.bulk_create(
        Snapshot(
            day=day(number),
            team=teams[team],
            dimension_key=key,
            submission=submission,
            version=submission.version,
            practices=9,
            unconfirmed=0,
            with_evidence=0,
            **columns,
        )
        for (team, number, key), columns in found.items()
    )


def by_hand(found, spans, archived, column, groups):
    """By place, with Python alone; `groups` says which groups a team's row belongs to."""
    expected = {}
    for n, (first, last) in enumerate(spans):
        days = [number for _, number, _ in found if first <= number <= last]
        behind = defaultdict(list)
        for (team, number, key), columns in found.items():
            if days and number == max(days) and archived.get(team, 99) > last:
                for group in groups(team, key):
                    behind[group, key].append(columns)
        for (group, key), rows in behind.items():
            expected[n, group, key] = (group_figure([each[column] for each in rows]), rows)
    return expected


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    found=rows(),
    spans=SPANS,
    archived=st.dictionaries(st.integers(0, 5), st.integers(0, 6), max_size=2),
    column=st.sampled_from(sorted(MEASURES)),
    who=st.sampled_from(("organisation", "division", "team", "divisions", "teams", "some")),
)
def test_figures_are_those_of_the_pure_rule(teams, submission, found, spans, archived, column, who):
    risk = [n for n, team in enumerate(teams) if team.division.slug == "risk"]
    slug = [team.division.slug for team in teams]
    wanted, groups = {
        "organisation": (Wanted(column), lambda _, __: [""]),
        "division": (Wanted(column, division="risk"), lambda team, _: [""] if team in risk else []),
        "team": (Wanted(column, team="team-3"), lambda team, _: [""] if team == 3 else []),
        "divisions": (
            Wanted(column, "division", dimension="testing"),
            lambda team, key: [slug[team], ""] if key in ("", "testing") else [],
        ),
        "teams": (
            Wanted(column, "team", dimension="", division="payments"),
            lambda team, key: [f"team-{team}"] if key == "" and team not in risk else [],
        ),
        "some": (
            Wanted(column, "team", dimension="security", teams=["team-1", "team-4"]),
            lambda team, key: [f"team-{team}"] if key in ("", "security") and team in (1, 4) else [],
        ),
    }[who]
    with transaction.atomic():
        for team, number in archived.items():
            Team.objects.filter(pk=teams[team].pk).update(archived_on=day(number))
        write(found, teams, submission)
        points = [Point(str(n), str(n), day(first), day(last)) for n, (first, last) in enumerate(spans)]
        stored = trend_figures(points, wanted)
        transaction.set_rollback(True)
    expected = by_hand(found, spans, archived, column, groups)
    assert stored.keys() == expected.keys()
    for place, (figure, behind) in expected.items():
        row = stored[place]
        assert (row.median, row.smallest, row.largest) == (figure.median, figure.smallest, figure.largest)
        assert (row.known, row.reporting) == (figure.n, figure.of)
        assert (row.applicable, row.answered, row.not_applicable) == tuple(
            sum(each[name] for each in behind) for name in ("applicable", "answered", "not_applicable")
        )


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    found=rows(),
    spans=SPANS,
    archived=st.none() | st.integers(0, 6),
    column=st.sampled_from(sorted(MEASURES)),
)
def test_a_team_alone_reads_the_same_from_its_rows(teams, submission, found, spans, archived, column):
    with transaction.atomic():
        Team.objects.filter(pk=teams[3].pk).update(archived_on=None if archived is None else day(archived))
        write(found, teams, submission)
        team = Team.objects.get(pk=teams[3].pk)
        points = [Point(str(n), str(n), day(first), day(first)) for n, (first, _) in enumerate(spans)]
        stored = trend_figures(points, Wanted(column, team="team-3"))
        read = alone(points, team, Snapshot.objects.filter(team=team), column)
        transaction.set_rollback(True)
    assert read == stored


@pytest.mark.parametrize(
    ("scores", "median"),
    [
        ((10000, 10001), 10001),
        ((0, 1), 1),
        ((5, 5, 7), 5),
        ((2, 9, 4, 4), 4),
        ((None, 3), 3),
        ((None,), None),
    ],
)
def test_between_two_middle_teams_lies_their_mean_half_up(teams, submission, scores, median):
    write(
        {
            (team, 0, ""): dict.fromkeys(MEASURES)
            | {"score": score, "applicable": 1, "answered": 1, "not_applicable": 0}
            for team, score in enumerate(scores)
        },
        teams,
        submission,
    )
    (row,) = trend_figures([Point("a", "a", FIRST, FIRST)], Wanted("score")).values()
    assert row.median == group_figure(scores).median == median


def test_versions_behind_a_figure_are_named_from_oldest_to_newest(teams, submission):
    newer = build.version(model=submission.version.model)
    columns = dict.fromkeys(sorted(MEASURES), 1) | dict.fromkeys(
        ("applicable", "answered", "not_applicable"), 1
    )
    write({(team, 0, ""): columns for team in range(3)}, teams, submission)
    Snapshot.objects.filter(team=teams[1]).update(version=newer)
    (row,) = trend_figures([Point("a", "a", FIRST, FIRST)], Wanted("score")).values()
    assert (row.oldest_version, row.newest_version) == (submission.version_id, newer.pk)


def test_points_without_a_day_have_no_figures(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert trend_figures([Point("a", "a", None, FIRST)], Wanted("score")) == {}


def test_nothing_is_read_for_no_team_at_all(teams, submission):
    assert trend_figures([Point("a", "a", FIRST, FIRST)], Wanted("score", "team", teams=[])) == {}


@pytest.mark.parametrize(("column", "group"), [("practices", "team"), ("score", "people")])
def test_only_figures_and_groups_that_are_known_reach_the_statement(column, group):
    with pytest.raises(ValueError, match="no trend of"):
        Wanted(column, group)
