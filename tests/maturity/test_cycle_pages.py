"""The pages of cycles: who is told what, and what administrators do there."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from maturity.answering import AnswerContent
from maturity.models import Answer, Cycle
from teams.models import Event, Membership
from tests import build
from tests.markup import faults
from tests.maturity import moves
from tests.maturity.drafts import WHO, answer_to, save, start, submit, text_of
from tests.maturity.moves import edition, moved

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_tests_moment")]

DAYS = {"opens": "2026-10-01", "due": "2026-11-28", "closes": "2026-12-28"}


def address(name="cycle", slug="2026-q4"):
    return reverse(name, args=[slug])


def row_of(html, team):
    """The words of the team's row."""
    found = html.split(f">{team}</a></th>")[1].split("</tr>")[0]
    text = "".join(f" {part.split('>')[-1]}" for part in found.split("<"))
    return " ".join(text.split())


@pytest.fixture
def handed_in(cycle, lead):
    """Ledger submitted."""
    team = build.team("Ledger", lead=lead)
    assessment = start(team, cycle, lead)
    save(answer_to(assessment), lead, AnswerContent(level=2))
    submit(assessment, lead)
    return assessment


def test_every_cycle_is_listed_newest_first_with_its_counts(as_, cycle, handed_in):
    build.cycle(cycle.version, quarter="2026-q3", state=Cycle.State.CLOSED)
    html = text_of(as_("member").get(reverse("cycles")))
    assert html.index("2026 Q4</a>") < html.index("2026 Q3</a>")
    assert row_of(html, "2026 Q4").startswith("open 1 of 2 Thu 1 Oct Sat 28 Nov Mon 28 Dec Model")
    assert row_of(html, "2026 Q3").startswith("closed 0 of 2")
    assert faults(html) == []


def test_a_team_that_was_archived_before_the_last_day_is_not_counted(as_, cycle, handed_in):
    for day, words in ((date(2026, 11, 1), "0 of 1"), (date(2027, 1, 1), "1 of 2")):
        handed_in.team.archived_on = day
        handed_in.team.save()
        assert words in row_of(text_of(as_("member").get(reverse("cycles"))), "2026 Q4")


def test_without_a_cycle_the_list_says_what_belongs_there(as_):
    build.version()
    assert "An administrator of this workspace plans the first one" in text_of(
        as_("lead").get(reverse("cycles"))
    )
    html = text_of(as_("administrator").get(reverse("cycles")))
    assert "Plan 2026 Q4" in html
    assert faults(html) == []


def test_without_a_published_model_the_list_leads_to_models(as_):
    html = text_of(as_("administrator").get(reverse("cycles")))
    assert reverse("models") in html
    assert "Plan 2026" not in html


def test_an_administrator_plans_the_next_cycle_and_twice_is_once(as_, cycle):
    browser = as_("administrator")
    assert "Plan 2027 Q1" in text_of(browser.get(reverse("cycles")))
    for _ in range(2):
        answer = browser.post(reverse("cycle_plan"), {"quarter": "2027-q1"}, follow=True)
        assert answer.redirect_chain == [(address(slug="2027-q1"), 302)]
        assert "Opens" in text_of(answer)
    assert Event.objects.filter(verb="planned").count() == 1


@pytest.mark.parametrize(
    ("who", "started", "untouched"),
    [
        ("outsider", "not submitted –", "not submitted –"),
        ("member", "started 1 of 3 answered : Checkout –", "not submitted –"),
        ("lead", "started 1 of 3 answered : Checkout –", "not submitted –"),
        ("leadership", "started 1 of 3 answered –", "not started –"),
        ("administrator", "started 1 of 3 answered : Checkout –", "not started : Fraud –"),
    ],
)
def test_how_far_a_draft_is_only_its_team_leadership_and_administrators_see(
    as_, cycle, assessment, handed_in, lead, who, started, untouched
):
    build.team("Fraud")
    save(answer_to(assessment), lead, AnswerContent(level=1))
    html = text_of(as_(who).get(address()))
    assert row_of(html, "Checkout").endswith(started)
    assert row_of(html, "Fraud").endswith(untouched)
    assert "submitted Thu 19 Nov : what Ledger submitted" in row_of(html, "Ledger")
    assert faults(html) == []


@pytest.fixture
def overdue(cycle):
    Cycle.objects.update(due=date(2026, 11, 18))


def test_after_the_due_day_who_has_not_submitted_is_late(as_, cycle, team, handed_in, overdue):
    html = text_of(as_("outsider").get(address()))
    assert "late" in row_of(html, "Checkout")
    assert "late" not in row_of(html, "Ledger")
    assert "overdue" in html


def test_on_the_due_day_nobody_is_late(as_, cycle, team):
    Cycle.objects.update(due=date(2026, 11, 19))
    assert "late" not in row_of(text_of(as_("outsider").get(address())), "Checkout")


@pytest.mark.parametrize(
    ("show", "teams"), [("", {"Checkout", "Ledger"}), ("missing", {"Checkout"}), ("late", set())]
)
def test_the_filter_leaves_some_teams_and_a_swap_equals_a_reload(as_, cycle, team, handed_in, show, teams):
    browser, path = as_("leadership"), f"{address()}?show={show}"
    whole = text_of(browser.get(path))
    part = text_of(browser.get(path, headers={"HX-Request": "true", "HX-Target": "progress"}))
    assert part.strip() in whole
    assert {name for name in ("Checkout", "Ledger") if f">{name}</a></th>" in part} == teams


def test_an_unknown_filter_shows_all(as_, cycle, team):
    assert ">Checkout</a></th>" in text_of(as_("member").get(f"{address()}?show=nobody"))


def test_where_all_have_submitted_the_filter_says_so(as_, cycle, team, handed_in, lead):
    Membership.objects.filter(team=team).delete()
    team.archived_on = date(2026, 11, 1)
    team.save()
    assert "Every team has submitted." in text_of(as_("member").get(f"{address()}?show=missing"))
    assert "No team is late." in text_of(as_("member").get(f"{address()}?show=late"))


def test_a_submission_on_the_version_before_a_move_says_so(as_, cycle, handed_in):
    moved(cycle, edition({"testing-1": "other"}, model=cycle.version.model))
    assert "answers version 1" in row_of(text_of(as_("member").get(address())), "Ledger")


def test_a_planned_cycle_says_when_it_opens_and_lists_no_team(as_, team):
    build.cycle(build.version(), quarter="2027-q1", state=Cycle.State.PLANNED)
    html = text_of(as_("lead").get(address(slug="2027-q1")))
    assert "Nobody answers yet" in html
    assert "for the 1 team that there is" in html
    assert "Checkout" not in html


def test_an_unknown_cycle_is_not_found(as_):
    assert as_("administrator").get(address(slug="1999-q1")).status_code == 404


def statements(client, path):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize("who", WHO)
def test_one_team_and_fifty_cost_the_same_statements(as_, cycle, who):
    browser = as_(who)
    build.assessment(cycle, build.team(lead=build.user()), {"testing-1": 1})
    paths = [reverse("cycles"), address()] + [address("cycle_close"), address("cycle_move")] * (
        who == "administrator"
    )
    edition({"testing-1": "other"}, model=cycle.version.model)
    with_one = [statements(browser, path) for path in paths]
    for n in range(50):
        built = build.team(lead=build.user())
        build.assessment(cycle, built, {"testing-1": 1})
        if n % 2:
            build.submission(cycle, built, {"testing-1": 1})
    assert [statements(browser, path) for path in paths] == with_one


@pytest.mark.parametrize("action", ["open", "close", "remove", "days", "move"])
@pytest.mark.parametrize("who", WHO[:-1])
def test_actions_are_neither_offered_nor_allowed_to_others(as_, cycle, who, action):
    browser, path = as_(who), address(f"cycle_{action}")
    assert path not in text_of(browser.get(address()))
    for answer in (browser.get(path), browser.post(path, DAYS)):
        assert answer.status_code == 403
        assert "Only an administrator" in text_of(answer)


def test_closing_is_final_says_who_has_not_submitted_and_asks_first(as_, cycle, team, handed_in):
    browser = as_("administrator")
    question = text_of(browser.get(address("cycle_close")))
    assert "1 team has not submitted" in question
    assert "Checkout" in question
    assert "does not open again" in question
    assert faults(question) == []
    for _ in range(2):
        browser.post(address("cycle_close"))
    cycle.refresh_from_db()
    assert (cycle.state, cycle.closed_at) == ("closed", build.NOW + timedelta(minutes=5))
    assert Event.objects.filter(verb="closed").count() == 1
    html = text_of(browser.get(address()))
    assert "not submitted" in row_of(html, "Checkout")
    assert address("cycle_close") not in html
    assert "is closed, so this is no longer possible" in text_of(browser.get(address("cycle_close")))


def test_opening_before_the_day_asks_first_and_opens_today(as_):
    planned = build.cycle(build.version(), quarter="2027-q1", state=Cycle.State.PLANNED)
    browser, path = as_("administrator"), address("cycle_open", "2027-q1")
    assert "Open 2027 Q1" in text_of(browser.get(path))
    browser.post(path)
    planned.refresh_from_db()
    assert (planned.state, planned.opens) == ("open", date(2026, 11, 19))


def test_a_planned_cycle_can_be_removed(as_):
    build.cycle(build.version(), quarter="2027-q1", state=Cycle.State.PLANNED)
    browser, path = as_("administrator"), address("cycle_remove", "2027-q1")
    assert "nothing is lost" in text_of(browser.get(path))
    assert browser.post(path)["Location"] == reverse("cycles")
    assert not Cycle.objects.exists()


def typed(browser, path, **changes):
    """What the form holds, with changes."""
    form = browser.get(path).context["form"]
    held = {name: str(form[name].value()) for name in form.fields}
    return held | changes


def test_days_are_changed_by_a_form(as_, cycle):
    browser, path = as_("administrator"), address("cycle_days")
    answer = browser.post(path, typed(browser, path, due="2026-12-05"))
    assert (answer.status_code, answer["Location"]) == (302, address())
    cycle.refresh_from_db()
    assert cycle.due == date(2026, 12, 5)


def test_a_planned_cycle_takes_another_version_with_the_form(as_, cycle):
    Cycle.objects.update(state=Cycle.State.PLANNED)
    other = edition({"testing-1": "other"}, model=cycle.version.model)
    browser, path = as_("administrator"), address("cycle_days")
    browser.post(path, typed(browser, path, version=str(other.pk)))
    cycle.refresh_from_db()
    assert cycle.version == other


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"due": ""}, "Choose a day."),
        ({"due": "soon"}, "Write the day as YYYY-MM-DD."),
        ({"due": "2026-12-29"}, "on or after the one on which it is due"),
        ({"due": "2026-09-01"}, "on or after the one on which it opens"),
        ({"due": "2026-11-01", "closes": "2026-11-18"}, "That day is over"),
    ],
)
def test_days_that_cannot_be_are_refused_beside_the_field(as_, cycle, change, words):
    browser, path = as_("administrator"), address("cycle_days")
    answer = browser.post(path, typed(browser, path, **change))
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert faults(text_of(answer)) == []


def test_the_second_of_two_editors_is_told_and_may_replace(as_, cycle):
    browser, path = as_("administrator"), address("cycle_days")
    mine = typed(browser, path, due="2026-12-05")
    Cycle.objects.update(due=date(2026, 12, 1))
    answer = browser.post(path, mine)
    assert answer.status_code == 409
    assert "Somebody else changed 2026 Q4" in text_of(answer)
    assert faults(text_of(answer)) == []
    cycle.refresh_from_db()
    assert cycle.due == date(2026, 12, 1)
    again = {name: str(answer.context["form"][name].value()) for name in mine}
    assert again["due"] == "2026-12-05"
    browser.post(path, again)
    cycle.refresh_from_db()
    assert cycle.due == date(2026, 12, 5)


def test_a_closed_cycle_keeps_its_days(as_, cycle):
    browser, path = as_("administrator"), address("cycle_days")
    mine = typed(browser, path, due="2026-12-05")
    Cycle.objects.update(state=Cycle.State.CLOSED)
    assert "its days no longer change" in text_of(browser.get(path))
    assert browser.post(path, mine).status_code == 422


@pytest.fixture
def answered(cycle, lead, team):
    """Checkout answered all of version 1; version 2 keeps testing-1, rewords testing-2 and drops security-1."""
    version = moves.edition({"kept": "same", "reworded": "old", "removed": "gone"}, model=moves.model())
    Cycle.objects.update(version=version)
    cycle.refresh_from_db()
    edition({"kept": "same", "reworded": "other", "new": "fresh"}, model=version.model)
    assessment = start(team, cycle, lead)
    for key in ("kept", "reworded", "removed"):
        save(answer_to(assessment, key), lead, AnswerContent(level=2))
    return assessment


def test_before_a_move_the_page_says_what_becomes_of_what(as_, answered):
    build.team("Ledger")
    html = text_of(as_("administrator").get(address("cycle_move")))
    for key in ("kept", "reworded", "new", "removed"):
        assert reverse("guide_practice", args=[key]) in html
    assert row_of(html, "Checkout") == "1 1"
    assert "Move to version 2" in html
    assert faults(html) == []


def without_token(html):
    """The token is masked anew for every answer."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", html)


def test_the_preview_that_is_swapped_in_equals_the_page(as_, answered):
    browser, path = as_("administrator"), f"{address('cycle_move')}?version=2"
    part = text_of(browser.get(path, headers={"HX-Request": "true", "HX-Target": "preview"}))
    assert without_token(part).strip() in without_token(text_of(browser.get(path)))


def test_confirming_moves_the_cycle_and_twice_is_once(as_, cycle, answered):
    browser, path = as_("administrator"), address("cycle_move")
    page = browser.get(path).context
    data = {"version": page["version"].pk, "seen": page["cycle"].version_id}
    for _ in range(2):
        assert browser.post(path, data)["Location"] == address()
    cycle.refresh_from_db()
    assert cycle.version.number == 2
    assert Event.objects.filter(verb="moved", subject_type="maturity.cycle").count() == 1
    assert set(Answer.objects.values_list("practice__key", "level")) == {
        ("kept", 2),
        ("reworded", None),
        ("new", None),
    }
    assert "1 practice is asked again" in text_of(browser.get(address()))


def test_a_move_from_what_another_administrator_moved_meanwhile_is_told(as_, cycle, answered):
    browser, path = as_("administrator"), address("cycle_move")
    page = browser.get(path).context
    third = edition({"kept": "same"}, model=cycle.version.model)
    moved(cycle, third)
    answer = browser.post(path, {"version": page["version"].pk, "seen": page["cycle"].version_id})
    assert answer.status_code == 409
    assert "was moved to" in text_of(answer)


@pytest.mark.parametrize("version", ["", "x", "0"])
def test_a_version_that_is_none_is_refused(as_, cycle, answered, version):
    answer = as_("administrator").post(
        address("cycle_move"), {"version": version, "seen": cycle.version_id}, follow=True
    )
    assert "Choose a version that is published" in text_of(answer)
    cycle.refresh_from_db()
    assert cycle.version.number == 1


def test_without_another_version_the_page_leads_to_models(as_, cycle):
    html = text_of(as_("administrator").get(address("cycle_move")))
    assert "There is no other version" in html
    assert faults(html) == []


def test_a_closed_cycle_is_not_offered_a_move(as_, cycle, answered):
    Cycle.objects.update(state=Cycle.State.CLOSED)
    html = text_of(as_("administrator").get(address("cycle_move")))
    assert "it stays with version 1" in html
    assert "Move to version" not in html


def test_the_navigation_leads_to_cycles(as_, cycle):
    assert f'<a href="{reverse("cycles")}" aria-current="page">Cycles</a>' in text_of(
        as_("member").get(address())
    )


def test_signed_out_people_are_led_to_sign_in(cycle):
    for path in (reverse("cycles"), address(), address("cycle_move")):
        assert Client().get(path).status_code == 302
