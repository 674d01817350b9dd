"""The pages of a vote: whom they are for, what they say, and that a swap leaves what a reload shows."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from maturity.answering import AnswerContent
from maturity.models import Ballot, Vote
from maturity.services.assessments import start_assessment
from teams.models import Event
from tests import build
from tests.maturity.ballots import join, open_on, practice_ids, reveal, running, vote, voted
from tests.maturity.drafts import WHO, answer_to, carried, save, submit, text_of
from tests.maturity.test_assessment_pages import cut

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_tests_moment")]
PAGE = "/teams/checkout/assessments/2026-q4/"
VOTE = f"{PAGE}vote/"
BALLOT = f"{VOTE}ballot/"


@pytest.fixture
def voters(team, people):
    return [people["lead"], people["member"], *join(team, 3)]


def htmx(target):
    return {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": target}


def first(assessment, key="testing-1"):
    return practice_ids(assessment, key)[0]


def ballot_address(assessment, key="testing-1"):
    return f"{BALLOT}{running(assessment, key).pk}/"


def found(pattern, html):
    """What the pattern's group matches; it has to be there."""
    return re.findall(pattern, html)[0]


def words(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


# Who sees and does what

EXPECTED = {  # status by person: lead, member, outsider, leadership, administrator
    ("get", ""): (200, 200, 404, 403, 200),
    ("get", "ballot/"): (200, 200, 404, 403, 403),
    ("post", "open/"): (302, 403, 404, 403, 302),
    ("post", "reveal/"): (302, 403, 404, 403, 302),
    ("post", "withdraw/"): (302, 403, 404, 403, 302),
    ("post", "record/{practice}/"): (302, 403, 404, 403, 302),
    ("post", "ballot/{vote}/"): (302, 302, 404, 403, 403),
}
CASES = [
    (method, path, who, status)
    for (method, path), statuses in EXPECTED.items()
    for who, status in zip(WHO, statuses, strict=True)
]


@pytest.mark.parametrize(("method", "path", "who", "status"), CASES)
def test_each_page_and_post_for_each_person(as_, assessment, method, path, who, status):
    open_on(assessment, "testing-1")
    path = path.format(practice=first(assessment), vote=running(assessment).pk)
    data = {"practice": first(assessment), "dimension": "security", "sure": "yes", "level": "3", "version": 1}
    events = Event.objects.count()
    response = getattr(as_(who), method)(VOTE + path, data)
    assert response.status_code == status
    if status in (403, 404):
        assert (Event.objects.count(), Ballot.objects.count()) == (events, 0)
    if status == 403:
        assert re.search(
            "Only a lead of Checkout|A draft is for its team|Only the people of Checkout", text_of(response)
        )


@pytest.mark.parametrize("path", ["", "ballot/", "ballot/1/", "record/1/"])
def test_an_assessment_that_is_not_started_has_no_votes(as_, cycle, path):
    act = as_("lead").post if path.endswith("1/") else as_("lead").get
    assert act(VOTE + path, {"level": "1", "version": 1}).status_code == 404


def test_a_vote_of_another_team_is_not_found(as_, assessment, people):
    elsewhere = start_assessment(team=build.team("Web"), cycle=assessment.cycle, by=None, now=build.NOW)
    open_on(elsewhere)
    response = as_("member").post(f"{BALLOT}{running(elsewhere).pk}/", {"level": "1"})
    assert response.status_code == 404
    assert as_("lead").post(f"{VOTE}record/999999/", {"level": "1", "version": 1}).status_code == 404


# Opening


@pytest.mark.parametrize(
    ("choice", "ticked"),
    [
        ("all", {"testing-1", "testing-2", "security-1"}),
        ("unanswered", {"testing-2"}),
        ("unconfirmed", {"testing-1"}),
        ("security", {"security-1"}),
        ("none", set()),
        ("", set()),
    ],
)
def test_a_shortcut_ticks_practices(as_, team, cycle, lead, choice, ticked):
    answer = carried(team, cycle, lead)
    save(answer_to(answer.assessment, "security-1"), lead, AnswerContent(level=2))
    browser = as_("lead")
    page = text_of(browser.get(VOTE, {"choose": choice}))
    boxes = re.findall(r'name="practice" value="(\d+)" id="choose-\d+" checked', page)
    assert {int(pk) for pk in boxes} == set(practice_ids(answer.assessment, *ticked) if ticked else ())
    swapped = text_of(browser.get(VOTE, {"choose": choice}, **htmx("choosing")))
    assert "<html" not in swapped
    assert cut(swapped, "choosing") == cut(page, "choosing")


def test_practices_are_opened_one_by_one_and_by_dimension(as_, assessment):
    data = {"practice": [first(assessment), "x", "99999999"], "dimension": ["security", "nothing"]}
    page = text_of(as_("lead").post(f"{VOTE}open/", data, follow=True))
    assert "Open: 2 practices." in page
    assert {v.practice.key for v in Vote.objects.all()} == {"testing-1", "security-1"}
    again = as_("lead").post(f"{VOTE}open/", {"practice": first(assessment)}, follow=True)
    assert "Open: 0 practices." in text_of(again)
    assert "disabled" in cut(text_of(again), "choosing")


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("open/", "Tick at least one practice, then open the vote."),
        ("reveal/", "Tick at least one open vote to reveal."),
        ("withdraw/", "Tick at least one open vote to withdraw."),
    ],
)
def test_nothing_ticked_is_said(as_, assessment, path, message):
    open_on(assessment)
    response = as_("lead").post(VOTE + path)
    assert response.status_code == 422
    assert message in text_of(response)


# Turnout


def test_turnout_counts_people_and_warns_while_levels_would_stay_hidden(as_, assessment, voters):
    open_on(assessment, "testing-1")
    vote(assessment, dict.fromkeys(voters[1:3], 2))
    turnout = words(cut(text_of(as_("lead").get(VOTE)), "turnout"))
    assert "2 of 5 voted" in turnout
    assert "under three: would stay hidden" in turnout
    assert "waits for you" in turnout
    vote(assessment, {voters[0]: 2})
    turnout = words(cut(text_of(as_("lead").get(VOTE)), "turnout"))
    assert "3 of 5 voted" in turnout
    assert "hidden" not in turnout
    assert "waits for you" not in turnout


@pytest.mark.parametrize("who", ["lead", "member", "administrator"])
def test_the_turnout_that_is_swapped_in_equals_the_page_reloaded(as_, assessment, voters, who):
    open_on(assessment)
    vote(assessment, dict.fromkeys(voters[:3], 2))
    browser = as_(who)
    page = text_of(browser.get(VOTE))
    address = found(r'hx-get="([^"]*vote/\?open=[^"]*)"', page)
    swapped = browser.get(address, **htmx("turnout"))
    assert cut(text_of(swapped), "turnout") == cut(page, "turnout")
    assert "HX-Refresh" not in swapped


def test_the_page_is_loaded_anew_once_another_set_of_votes_is_open(as_, assessment, voters):
    open_on(assessment)
    browser = as_("member")
    address = found(r'hx-get="([^"]*vote/\?open=[^"]*)"', text_of(browser.get(VOTE)))
    reveal(assessment, "testing-1")
    assert browser.get(address, **htmx("turnout"))["HX-Refresh"] == "true"
    reveal(assessment)
    assert browser.get(address, **htmx("turnout"))["HX-Refresh"] == "true"
    assert "data-polls" not in text_of(browser.get(VOTE)), "with nothing open nothing is asked again"


# Revealing and withdrawing


def test_revealing_too_few_asks_first_and_offers_the_others(as_, assessment, voters):
    open_on(assessment, "testing-1", "testing-2")
    vote(assessment, dict.fromkeys(voters[:2], 2), "testing-1")
    vote(assessment, dict.fromkeys(voters, 2), "testing-2")
    browser = as_("lead")
    both = {"practice": practice_ids(assessment, "testing-1", "testing-2")}
    asked = browser.post(f"{VOTE}reveal/", both)
    assert asked.status_code == 200
    assert "1 of 2 would stay hidden" in text_of(asked)
    assert "Testing practice 1: 2 of 5 voted" in text_of(asked)
    assert "Reveal the other 1" in text_of(asked)
    assert not Vote.objects.filter(revealed_at__isnull=False).exists()
    done = browser.post(f"{VOTE}reveal/", both | {"sure": "yes"}, follow=True)
    assert "Revealed: 2 practices." in text_of(done)
    assert "2 voted: too few to show" in text_of(done)


def test_revealing_enough_asks_nothing(as_, assessment, voters):
    open_on(assessment, "testing-1")
    vote(assessment, dict.fromkeys(voters, 2))
    response = as_("lead").post(f"{VOTE}reveal/", {"practice": first(assessment)}, follow=True)
    assert "Revealed: 1 practice." in text_of(response)


def test_withdrawing_asks_first_where_somebody_has_voted(as_, assessment, voters):
    open_on(assessment, "testing-1", "testing-2")
    vote(assessment, {voters[0]: 2})
    browser = as_("lead")
    asked = browser.post(f"{VOTE}withdraw/", {"practice": first(assessment)})
    assert "is then never shown to anybody" in text_of(asked)
    assert running(assessment)
    done = browser.post(
        f"{VOTE}withdraw/", {"practice": practice_ids(assessment), "sure": "yes"}, follow=True
    )
    assert "Withdrawn: 2 practices." in text_of(done)
    assert "Revealed" not in text_of(done)


# The ballot


def test_a_ballot_is_saved_and_said(as_, assessment):
    open_on(assessment)
    browser = as_("member")
    response = browser.post(ballot_address(assessment), {"level": "3"})
    assert (response.status_code, response.url) == (302, f"{BALLOT}#answer-{running(assessment).pk}")
    page = text_of(browser.get(BALLOT))
    assert 'value="3" checked' in cut(page, f"answer-{running(assessment).pk}")
    assert "1 of 3 voted" in page
    for key in ("testing-1", "testing-2", "security-1"):
        browser.post(ballot_address(assessment, key), {"level": "unknown"})
    assert set(Ballot.objects.values_list("level", flat=True)) == {None}
    page = text_of(browser.get(BALLOT))
    assert "Done: you have voted on everything that is open." in page
    assert page.count('value="unknown" checked') == 3


@pytest.mark.parametrize(
    ("level", "status"), [("3", 200), ("unknown", 200), ("", 422), ("9", 422), ("x", 422)]
)
def test_what_a_ballot_swaps_in_equals_the_page_reloaded(as_, assessment, level, status):
    open_on(assessment)
    browser, target = as_("member"), f"answer-{running(assessment).pk}"
    response = browser.post(ballot_address(assessment), {"level": level}, **htmx(target))
    assert response.status_code == status
    swapped, reloaded = text_of(response), text_of(browser.get(BALLOT))
    assert cut(swapped, "rail") == cut(reloaded, "rail")
    if status == 200:
        assert cut(swapped, target) == cut(reloaded, target)
    else:
        assert "Choose a level, or “I don’t know”." in cut(swapped, target)
        plain = browser.post(ballot_address(assessment), {"level": level})
        assert plain.status_code == 422
        assert cut(text_of(plain), target) == cut(swapped, target)
        assert not Ballot.objects.exists()


def test_a_ballot_that_comes_too_late_is_told(as_, assessment, voters):
    open_on(assessment)
    vote(assessment, dict.fromkeys(voters, 2))
    browser, address = as_("member"), ballot_address(assessment)
    reveal(assessment)
    late = browser.post(address, {"level": "4"}, **htmx("answer-1"))
    assert late.status_code == 409
    assert "This vote has ended." in text_of(late)
    assert late["HX-Retarget"] == "#toasts"
    plain = browser.post(address, {"level": "4"}, follow=True)
    assert "This vote has ended." in text_of(plain)
    assert "No vote is open" in text_of(plain)
    assert set(Ballot.objects.values_list("level", flat=True)) == {2}


def test_a_ballot_is_kept_by_no_cache(as_, assessment):
    open_on(assessment)
    assert "no-store" in as_("member").get(BALLOT)["Cache-Control"]


def test_a_closed_cycle_takes_no_ballots_and_says_so(as_, assessment, cycle):
    open_on(assessment)
    address = ballot_address(assessment)
    cycle.state = cycle.State.CLOSED
    cycle.save()
    browser = as_("member")
    assert "2026 Q4 is closed" in text_of(browser.get(BALLOT))
    assert browser.post(address, {"level": "1"}).status_code == 403
    assert "wait for your level" not in text_of(browser.get("/teams/checkout/"))


@pytest.mark.parametrize("page", ["/teams/checkout/", PAGE])
def test_whoever_has_a_ballot_is_told_where_it_is(as_, assessment, people, page):
    assert "A vote is open" not in text_of(as_("member").get(page))
    open_on(assessment, "testing-1", "testing-2")
    vote(assessment, {people["member"]: 1}, "testing-2")
    said = words(text_of(as_("member").get(page)))
    assert "A vote is open. 1 practice waits for your level." in said
    assert "2 practices wait for your level." in words(text_of(as_("lead").get(page)))
    assert "A vote is open" not in text_of(as_("administrator").get(page))
    vote(assessment, {people["member"]: 1}, "testing-1")
    assert "You have voted on all 2 practices that are open." in words(text_of(as_("member").get(page)))


# Results


def test_the_largest_spread_comes_first(as_, assessment, voters):
    voted(assessment, dict(zip(voters, (2, 2, 2, 3), strict=False)), "testing-1")
    voted(assessment, dict(zip(voters, (0, 2, 4, 4), strict=False)), "security-1")
    voted(assessment, dict.fromkeys(voters[:2], 1), "testing-2")
    page = text_of(as_("member").get(VOTE))
    assert page.index("Security practice 1") < page.index("Testing practice 1")
    result = words(cut(page, f"result-{first(assessment, 'security-1')}"))
    assert "4 voters, spread 4, median 3.0" in result
    assert "security 1 at level 2" in result
    assert "2 voted: too few to show" in page
    assert f"result-{first(assessment, 'testing-2')}" not in page
    assert "Record<" not in page, "a member records nothing"


def test_a_level_is_recorded_where_it_was_voted_on(as_, assessment, voters):
    voted(assessment, dict.fromkeys(voters, 3))
    address, target = f"{VOTE}record/{first(assessment)}/", f"result-{first(assessment)}"
    browser = as_("lead")
    response = browser.post(address, {"version": 1, "level": "3"}, **htmx(target))
    assert response.status_code == 200
    assert cut(text_of(response), target) == cut(text_of(browser.get(VOTE)), target)
    assert "none of 5 saw another level" in text_of(response)
    assert "Recorded" in text_of(response)
    assert answer_to(assessment).level == 3
    plain = browser.post(address, {"version": 2, "level": "2"})
    assert (plain.status_code, plain.url) == (302, f"{VOTE}#{target}")
    assert answer_to(assessment).level == 2


@pytest.mark.parametrize("with_htmx", [True, False], ids=["htmx", "plain"])
def test_recording_over_what_somebody_else_saved_is_told_and_can_be_repeated(
    as_, assessment, voters, people, with_htmx
):
    voted(assessment, dict.fromkeys(voters, 3))
    save(answer_to(assessment), people["administrator"], AnswerContent(level=1))
    address, target = f"{VOTE}record/{first(assessment)}/", f"result-{first(assessment)}"
    headers = htmx(target) if with_htmx else {}
    browser = as_("lead")
    told = browser.post(address, {"version": 1, "level": "3"}, **headers)
    assert told.status_code == 409
    result = cut(text_of(told), target)
    assert "Administrator changed this answer after you opened the page." in result
    assert answer_to(assessment).level == 1
    version = found(r'name="version" value="(\d+)"', result)
    browser.post(address, {"version": version, "level": "3"}, **headers)
    assert answer_to(assessment).level == 3


@pytest.mark.parametrize("data", [{}, {"level": "5", "version": "1"}, {"level": "2", "version": "x"}])
def test_what_is_no_level_is_not_recorded(as_, assessment, voters, data):
    voted(assessment, dict.fromkeys(voters, 3))
    response = as_("lead").post(f"{VOTE}record/{first(assessment)}/", data)
    assert response.status_code == 422
    assert "Choose one of the levels." in text_of(response)
    assert answer_to(assessment).version == 1


def test_a_carried_level_is_confirmed_from_the_vote(as_, team, cycle, lead, voters):
    answer = carried(team, cycle, lead)
    voted(answer.assessment, dict.fromkeys(voters, 2))
    browser, target = as_("lead"), f"result-{answer.practice_id}"
    assert "Confirm<" in cut(text_of(browser.get(VOTE)), target)
    browser.post(f"{VOTE}record/{answer.practice_id}/", {"version": 1, "level": "2"}, **htmx(target))
    assert answer_to(answer.assessment).is_confirmed


# Beside the answer, and in what is submitted


def test_the_article_says_how_the_vote_stands(as_, assessment, voters, lead):
    save(answer_to(assessment), lead, AnswerContent(level=2))
    article, browser = f"answer-{first(assessment)}", as_("lead")
    assert "Vote" not in words(cut(text_of(browser.get(PAGE)), article))
    open_on(assessment, "testing-1")
    vote(assessment, dict(zip(voters, (1, 2, 2, 3, None), strict=True)))
    assert "Vote open , 5 of 5 voted" in words(cut(text_of(browser.get(PAGE)), article))
    reveal(assessment)
    shown = cut(text_of(browser.get(PAGE)), article)
    assert "Vote: 5 voters, spread 2, 1 did not know, 2 of 5 saw another level" in shown
    assert "0 at level 0, 1 at level 1, 2 at level 2, 1 at level 3, 0 at level 4, 1 did not know" in shown


def test_two_voters_are_too_few_to_show_beside_the_answer(as_, assessment, voters):
    voted(assessment, dict.fromkeys(voters[:2], 4))
    article = cut(text_of(as_("lead").get(PAGE)), f"answer-{first(assessment)}")
    assert "2 voted: too few to show" in article
    assert "<svg" not in article


def test_a_save_leaves_the_vote_beside_the_answer(as_, assessment, voters):
    voted(assessment, dict.fromkeys(voters, 4))
    browser, target = as_("lead"), f"answer-{first(assessment)}"
    data = {"version": "1", "level": "3", "not_applicable_reason": "", "note": "", "target": ""}
    saved = browser.post(f"{PAGE}answers/{first(assessment)}/", data, **htmx(target))
    assert "5 of 5 saw another level" in text_of(saved)
    assert cut(text_of(saved), target) == cut(text_of(browser.get(PAGE)), target)


def test_what_is_submitted_keeps_the_newest_tally(as_, assessment, voters, lead):
    save(answer_to(assessment), lead, AnswerContent(level=2))
    voted(assessment, dict(zip(voters, (1, 2, 2, 3, 2), strict=True)), "testing-1")
    voted(assessment, dict.fromkeys(voters[:2], 4), "testing-2")
    open_on(assessment, "security-1")
    vote(assessment, dict.fromkeys(voters, 4), "security-1")
    made = submit(assessment, lead)
    assert dict(made.answers.values_list("practice__key", "votes")) == {
        "testing-1": {"voters": 5, "levels": [0, 1, 3, 1, 0], "unknown": 0},
        "testing-2": {"voters": 2},
        "security-1": None,
    }
    page = text_of(as_("leadership").get(f"{PAGE}submissions/1/"))
    assert "Vote: 5 voters, spread 2, 2 of 5 saw another level" in page
    assert "Vote: 2 voted: too few to show" in page
    assert page.count("Vote: ") == 2


@pytest.mark.parametrize("practices", [1, 50])
def test_the_pages_take_as_many_statements_for_many_practices(as_, team, people, practices):
    cycle = build.cycle(build.version({"testing": [1] * practices}))
    made = start_assessment(team=team, cycle=cycle, by=None, now=build.NOW)
    voters = [people["lead"], people["member"], *join(team, 1)]
    for again in range(2):
        open_on(made)
        Ballot.objects.bulk_create(
            Ballot(vote=one, voter=person, level=2, cast_at=build.NOW)
            for one in Vote.objects.filter(revealed_at__isnull=True)
            for person in voters
        )
        if not again:
            reveal(made)
    browser, statements = as_("lead"), []
    for page in (VOTE, BALLOT, PAGE):
        browser.get(page)
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(page).status_code == 200
        statements.append(len(seen))
    assert statements == [9, 10, 13]
