"""The matrix's read-model: snapshot rows alone, four different kinds of nothing, changes only where comparable."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maturity import scoring
from maturity.matrix_address import MatrixAddress
from maturity.models import Answer, Cycle
from maturity.queries import matrix_groups as module
from maturity.queries.matrix import UnknownInAddress, matrix
from maturity.services.snapshots import take_snapshot
from teams.models import Team
from tests import build
from tests.maturity.standings import TODAY, noon, overall, snap, submit


def rows(found):
    return {row.place.slug: row for group in found.groups for row in group.rows}


def show(today=TODAY, **address):
    return matrix(MatrixAddress(**address), today)


def values(found, slug):
    return [cell.value for cell in rows(found)[slug].cells]


def test_no_matrix_before_the_first_cycle(db):
    assert show() is None


def test_a_planned_cycle_has_not_begun(db):
    build.cycle(build.version(), state=Cycle.State.PLANNED)
    assert show() is None


def test_cells_are_the_snapshot_rows_of_the_newest_day(world):
    found = show()
    assert found.moment.day == TODAY
    assert [title for _, title in found.dimensions] == ["Testing", "Security"]
    expected = [overall(world.ledger, TODAY, key).score for key in ("testing", "security", "")]
    assert values(found, "ledger") == expected == [16667, 20000, 18334]


def test_changes_are_since_the_previous_cycle(world):
    cells = rows(show())["ledger"].cells
    assert [cell.change for cell in cells] == [6667, 0, 3334]
    assert show().earlier.slug == "2026-q3"


def test_a_team_keeps_its_last_standing_until_it_submits_again(world):
    row = rows(show())["checkout"]
    assert [cell.value for cell in row.cells] == [0, 40000, 20000]
    assert row.place.submitted is None
    assert row.place.last == date(2026, 8, 12)


def test_how_many_teams_submitted_in_the_cycle(world):
    assert (show().submitted, show().teams) == (1, 3)
    assert (show(cycle="2026-q3").submitted, show(cycle="2026-q3").teams) == (2, 3)


def test_an_earlier_cycle_is_shown_as_it_stood_when_it_closed(world):
    found = show(cycle="2026-q3")
    assert found.moment.as_of == world.q3.closes
    assert values(found, "ledger") == [10000, 20000, 15000]
    assert found.earlier is None


def test_four_different_kinds_of_cells_without_a_number_and_zero(world):
    submit(world.q4, world.checkout, date(2026, 11, 12), {"testing-1": 0}, not_applicable=["security-1"])
    risk = build.team("Risk desk", division="Risk")
    submit(world.q4, risk, date(2026, 11, 12), {"security-1": 1})
    snap(TODAY)
    found = rows(show())
    states = [
        found["fraud"].cells[0].state,
        found["risk-desk"].cells[0].state,
        found["checkout"].cells[1].state,
        found["checkout"].cells[0].state,
    ]
    assert states == ["not_reported", "no_data", "not_applicable", "scored"]
    assert found["checkout"].cells[0].value == 0


def test_drafts_move_no_number_and_are_a_count_alone(world):
    before = show()
    build.assessment(world.q4, world.checkout, {"testing-1": 4, "testing-2": 4})
    after = show()
    assert [row.cells for row in rows(after).values()] == [row.cells for row in rows(before).values()]
    assert rows(after)["checkout"].drafted == 1
    assert rows(after)["ledger"].drafted is None


def test_a_carried_answer_counts_in_a_draft_once_it_is_confirmed(world):
    draft = build.assessment(world.q4, world.checkout, {"security-1": 4})
    carried = world.checkout.submissions.get().answers.get(practice__key="security-1")
    answer = Answer.objects.filter(assessment=draft, practice__key="security-1")
    answer.update(carried_from=carried)
    assert rows(show())["checkout"].drafted == 0
    answer.update(confirmed_at=build.NOW)
    assert rows(show())["checkout"].drafted == 1


def test_versions_with_other_practices_are_not_comparable(world):
    other = build.version({"testing": (2, 1, 1), "security": (1,)}, model=world.version.model)
    q1 = build.cycle(other, quarter="2027-q1")
    submit(q1, world.ledger, date(2027, 2, 1), {"testing-1": 4, "security-1": 3})
    snap_day = date(2027, 2, 2)
    take_snapshot(day=snap_day, by=None, now=noon(snap_day))
    testing, security, whole = rows(show(today=snap_day))["ledger"].cells
    assert (testing.change, testing.comparable) == (None, False)
    assert (security.change, security.comparable) == (10000, True)
    assert (whole.change, whole.comparable) == (None, False)
    found = show(today=snap_day)
    assert found.not_comparable
    assert found.across_versions


def test_the_change_measure_says_why_there_is_none(world):
    cells = rows(show(measure="change"))
    assert [cell.value for cell in cells["ledger"].cells] == [6667, 0, 3334]
    assert {cell.state for cell in cells["fraud"].cells} == {"not_reported"}
    assert {cell.state for cell in rows(show(measure="change", cycle="2026-q3"))["ledger"].cells} == {
        "no_earlier"
    }


def test_gap_and_coverage_are_measures_too(world):
    day = overall(world.ledger, TODAY, "testing")
    assert rows(show(measure="gap"))["ledger"].cells[0].value == day.gap == 10000
    assert rows(show(measure="gap"))["checkout"].cells[0].state == "no_target"
    assert rows(show(measure="coverage"))["ledger"].cells[0].value == day.coverage == 10000


def test_a_division_has_its_median_smallest_and_largest(world):
    group = next(group for group in show().groups if group.name == "Payments")
    assert group.figures[0] == scoring.GroupFigure(median=8334, smallest=0, largest=16667, n=2, of=2)
    assert show().figures[-1].of == 3


def test_one_division_alone(world):
    found = show(division="risk")
    assert list(rows(found)) == ["fraud"]
    assert [slug for slug, _ in found.divisions] == ["payments", "risk"]
    assert found.teams == 1


@pytest.mark.parametrize(
    "address",
    [{"cycle": "1999-q1"}, {"compare": "x"}, {"division": "nobody"}, {"dimension": "cooking"}],
)
def test_an_address_that_names_nothing_is_unknown(world, address):
    with pytest.raises(UnknownInAddress):
        show(**address)


def test_a_later_cycle_to_compare_with_gives_way_to_the_one_before(world):
    assert show(cycle="2026-q4", compare="2026-q4").earlier.slug == "2026-q3"


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("team", ["checkout", "ledger", "fraud"]),
        ("-team", ["ledger", "checkout", "fraud"]),
        ("testing", ["checkout", "ledger", "fraud"]),
        ("-testing", ["ledger", "checkout", "fraud"]),
        ("-security", ["checkout", "ledger", "fraud"]),
        ("overall", ["ledger", "checkout", "fraud"]),
        ("nonsense", ["checkout", "ledger", "fraud"]),
    ],
)
def test_rows_sort_by_any_column_with_teams_without_data_last(world, sort, order):
    assert list(rows(show(sort=sort))) == order


def test_any_day_shows_what_stood_on_it(world):
    snap(date(2026, 11, 9), date(2026, 11, 10))
    before, after = show(cycle="2026-11-09"), show(cycle="2026-11-10")
    assert values(before, "ledger") == [10000, 20000, 15000]
    assert values(after, "ledger") == [16667, 20000, 18334]
    assert (before.moment.name, before.moment.day) == ("Mon 9 Nov 2026", date(2026, 11, 9))
    assert not before.moment.is_cycle
    assert not before.moment.is_open
    assert before.submitted == 0
    assert after.submitted == 1


def test_a_day_is_compared_with_the_cycle_before_its_own_or_with_any_earlier_day(world):
    snap(date(2026, 11, 9))
    assert show(cycle="2026-11-22").earlier.slug == "2026-q3"
    found = show(cycle="2026-11-22", compare="2026-11-09")
    assert found.earlier.day == date(2026, 11, 9)
    assert [cell.change for cell in rows(found)["ledger"].cells] == [6667, 0, 3334]
    assert show(cycle="2026-11-09", compare="2026-11-22").earlier.slug == "2026-q3"


def test_a_day_without_figures_of_its_own_shows_the_newest_before_it(world):
    found = show(cycle="2026-10-05")
    assert found.moment.as_of == date(2026, 10, 5)
    assert found.moment.day == world.q3.closes
    assert rows(found)["ledger"].trend == (15000, 15000)


def test_today_as_a_day_is_open_like_its_cycle(world):
    build.assessment(world.q4, world.checkout, {"testing-1": 4, "testing-2": 4})
    assert rows(show(cycle=TODAY.isoformat()))["checkout"].drafted == 1


def test_a_day_to_come_reads_as_today_and_says_so(world):
    found = show(cycle="2027-01-01")
    assert found.moment.as_of == TODAY
    assert found.is_in_future
    assert not show(cycle="2026-11-22").is_in_future
    assert [cell.value for row in rows(found).values() for cell in row.cells] == [
        cell.value for row in rows(show()).values() for cell in row.cells
    ]


def test_a_day_before_everything_has_no_figures(world):
    found = show(cycle="2001-01-01")
    assert found.moment.day is None
    assert {cell.state for row in rows(found).values() for cell in row.cells} == {"not_reported"}


@pytest.mark.parametrize(
    ("address", "teams"),
    [
        ({"q": "LED"}, ["ledger"]),
        ({"q": "  "}, ["checkout", "ledger", "fraud"]),
        ({"q": "nobody"}, []),
        ({"submitted": "yes"}, ["ledger"]),
        ({"submitted": "no"}, ["checkout", "fraud"]),
        ({"submitted": "no", "division": "payments"}, ["checkout"]),
        ({"gap": "1"}, []),
    ],
)
def test_teams_are_filtered_and_the_figures_are_those_of_the_teams_that_match(world, address, teams):
    found = matrix(MatrixAddress.read(address), TODAY)
    assert list(rows(found)) == teams
    assert found.teams == len(teams)
    if teams:
        assert found.figures[-1].of == len(teams)


def test_a_gap_of_more_than_one_level_in_what_is_shown(world):
    submit(world.q4, world.checkout, TODAY, {"testing-1": 1, "security-1": 3}, targets={"testing-1": 3})
    snap(TODAY)
    assert list(rows(show(gap="1"))) == ["checkout"]
    assert list(rows(show(gap="1", dimension="testing"))) == ["checkout"]
    assert list(rows(show(gap="1", dimension="security"))) == []


def test_one_dimension_beside_the_overall_figure(world):
    found = show(dimension="security", sort="-security")
    assert [key for key, _ in found.dimensions] == ["security"]
    assert [key for key, _ in found.all_dimensions] == ["testing", "security"]
    assert values(found, "ledger") == [20000, 18334]
    assert next(iter(rows(found))) == "checkout"


@given(st.lists(st.integers(1, 12), max_size=12), st.integers(1, 5))
def test_divisions_stay_together_on_a_page_where_they_fit(sizes, most):
    pages = module.pages_of(sizes, most)
    assert [len(members) for members in pages] == sizes
    numbers = [page for members in pages for page in members]
    assert numbers == sorted(numbers)
    assert set(numbers) == set(range(1, max(numbers, default=0) + 1))
    assert max(Counter(numbers).values(), default=0) <= most
    for size, members in zip(sizes, pages, strict=True):
        assert len(set(members)) == -(-size // most)


def test_the_trend_is_the_overall_score_at_the_end_of_each_cycle(world):
    assert rows(show())["ledger"].trend == (15000, 18334)
    assert rows(show())["fraud"].trend == (None, None)


def test_archived_teams_are_gone_from_their_day_on(world):
    Team.objects.filter(pk=world.checkout.pk).update(archived_on=date(2026, 10, 1))
    assert "checkout" not in rows(show())
    assert "checkout" in rows(show(cycle="2026-q3"))


def test_pages_keep_the_figures_of_the_whole_division(world, monkeypatch):
    monkeypatch.setattr(module, "TEAMS_PER_PAGE", 1)
    first, second, third = (show(page=page) for page in (1, 2, 3))
    assert [list(rows(page)) for page in (first, second, third)] == [["checkout"], ["ledger"], ["fraud"]]
    assert first.pages == ("Payments", "Payments", "Risk")
    assert first.groups[0].figures == second.groups[0].figures
    assert show(page=9).groups == ()


def test_a_day_without_figures_leaves_every_team_not_reported(db, today):
    build.cycle(build.version())
    build.team("Ledger")
    found = show()
    assert found.moment.day is None
    assert {cell.state for cell in rows(found)["ledger"].cells} == {"not_reported"}


@pytest.mark.parametrize("more", [0, 49])
def test_the_same_few_statements_for_one_team_and_for_fifty(world, more, django_assert_num_queries):
    for number in range(more):
        team = build.team()
        submit(world.q4, team, date(2026, 11, 1) + timedelta(days=number % 9), {"testing-1": number % 5})
        build.assessment(world.q4, build.team(), {"testing-1": 1})
    snap(TODAY)
    with django_assert_num_queries(5):
        show()
