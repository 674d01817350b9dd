"""Small multiples: every team in one dimension, by division, to one scale, a page at a time."""

import re
from datetime import date, timedelta

import pytest

from maturity.models import Snapshot
from maturity.queries import team_trends as module
from maturity.queries.matrix import UnknownInAddress
from maturity.queries.team_trends import team_trends
from maturity.team_trend_html import divisions_html, rows_html
from maturity.trend_address import TrendAddress
from teams.models import Team
from tests import build
from tests.maturity.standings import TODAY, overall, snap, submit


def show(today=TODAY, *, all_pages=False, **address):
    return team_trends(TrendAddress(**address), today, all_pages=all_pages)


def teams(page):
    return {team.member.slug: team.line for division in page.trends.divisions for team in division.teams}


def test_nothing_before_the_first_cycle(db):
    assert show() is None


def test_every_team_by_division_with_the_figures_of_its_rows(world):
    page = show()
    assert [(division.name, len(division.teams)) for division in page.trends.divisions] == [
        ("Payments", 2),
        ("Risk", 1),
    ]
    assert teams(page)["ledger"].medians == (15000, 18334)
    assert teams(page)["ledger"].change.value == 3334
    assert {value.state for value in teams(page)["fraud"].values} == {"not_reported"}


def test_one_dimension_and_one_division(world):
    page = show(dimension="testing", division="payments")
    assert list(teams(page)) == ["checkout", "ledger"]
    assert teams(page)["ledger"].medians[-1] == overall(world.ledger, TODAY, "testing").score


def test_a_division_has_the_median_of_all_its_teams_on_every_page(world, monkeypatch):
    monkeypatch.setattr(module, "TEAMS_PER_PAGE", 1)
    first, second, third = (show(page=page) for page in (1, 2, 3))
    assert [list(teams(page)) for page in (first, second, third)] == [["checkout"], ["ledger"], ["fraud"]]
    assert (first.trends.teams, first.trends.pages) == (3, 3)
    assert first.trends.divisions[0].line == second.trends.divisions[0].line
    assert first.trends.divisions[0].line.last.figure.of == 2
    assert show(page=9).trends.divisions == ()
    assert list(teams(show(page=2, all_pages=True))) == ["checkout", "ledger", "fraud"]


def test_archived_teams_are_gone_from_the_day_on_and_there_before(world):
    Team.objects.filter(pk=world.checkout.pk).update(archived_on=date(2026, 10, 1))
    assert "checkout" not in teams(show())
    assert "checkout" in teams(show(ends="2026-09-30"))


@pytest.mark.parametrize(
    "address",
    [{"division": "nobody"}, {"dimension": "nothing"}, {"dimension": "a\x00b"}, {"dimension": "a'b"}],
)
def test_an_address_that_names_nothing_is_unknown(world, address):
    with pytest.raises(UnknownInAddress):
        show(**address)


def test_days_that_make_no_range_leave_the_form(world):
    page = show(begins="never")
    assert page.trends is None
    assert page.around.dimensions == {"testing": "Testing", "security": "Security", "": "Overall"}


@pytest.mark.parametrize("more", [0, 49])
def test_five_statements_for_one_team_and_for_fifty(world, more, django_assert_num_queries):
    for number in range(more):
        submit(
            world.q4, build.team(), date(2026, 11, 1) + timedelta(days=number % 9), {"testing-1": number % 5}
        )
    snap(TODAY)
    with django_assert_num_queries(5):
        show(dimension="testing")


# Drawn


def drawn(**address):
    found = TrendAddress(**address)
    return str(divisions_html(show(**address).trends, found))


def chart_of(html, team):
    return next(li for li in re.findall(r"<li>.*?</li>", html) if f"/teams/{team}/" in li)


def test_each_team_has_its_name_its_last_figure_its_change_and_its_ways(world):
    small = chart_of(drawn(step="cycle"), "ledger")
    assert '<a href="/teams/ledger/">Ledger</a>' in small
    assert '<a href="/trends/?team=ledger">' in small
    assert 'aria-label="Ledger: 1.5 to 1.8 over 2 points"' in small
    assert "<b>1.8</b>" in small
    assert '<span class="change up"><span class="sr">up </span>0.3</span>' in small


def test_the_way_to_a_team_keeps_measure_step_and_range(world):
    small = chart_of(
        drawn(measure="coverage", step="month", begins="2026-09-01", dimension="testing"), "ledger"
    )
    assert 'href="/trends/?team=ledger&amp;measure=coverage&amp;step=month&amp;from=2026-09-01"' in small


def test_all_charts_have_the_same_scale(world):
    Snapshot.objects.filter(team=world.ledger, dimension_key="").update(score=40000)
    Snapshot.objects.filter(team=world.checkout, dimension_key="").update(score=0)
    html = drawn()
    assert 'class="own" d="M8 8h0L312 8"' in chart_of(html, "ledger")
    assert 'class="own" d="M8 122h0L312 122"' in chart_of(html, "checkout")
    assert len(set(re.findall(r'viewBox="[^"]*"', html))) == 1


def test_a_line_is_broken_where_there_is_no_data(world):
    q2 = build.cycle(world.version, quarter="2026-q2", state="closed")
    assert 'class="own" d="M160' in chart_of(drawn(), "ledger")
    assert q2.closes < date(2026, 8, 10)
    assert "not reported" in chart_of(drawn(), "fraud")
    assert 'class="own" d=""' in chart_of(drawn(), "fraud")


def test_names_are_escaped(world):
    Team.objects.filter(pk=world.ledger.pk).update(name='<b>"Ledger" & co</b>')
    world.ledger.division.name = "<i>Pay</i>"
    world.ledger.division.save()
    html = drawn() + str(rows_html(show().trends, "score"))
    assert "<b>&quot;" not in html
    assert '<b>"' not in html
    assert "<i>Pay" not in html
    assert html.count("&lt;b&gt;&quot;Ledger&quot; &amp; co&lt;/b&gt;") == 3


def test_the_table_has_the_same_numbers(world):
    html = str(rows_html(show().trends, "score"))
    (row,) = re.findall(r'<tr><th scope="row">Ledger</th>(.*?)</tr>', html)
    assert re.findall(r'<td class="num">([\d.]+)</td>', row) == ["1.5", "1.8"]
    assert "median" in html
    assert "1.5–2.0" in html
