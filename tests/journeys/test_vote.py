"""A team's vote: opened by its lead, given by keyboard, revealed together, and recorded."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit

pytestmark = pytest.mark.journey
PRACTICES = ("Secrets are rotated", "Runbooks work for whoever is on call")


def to_ballot(page: Page) -> None:
    """From the team's page, as whoever finds the notice there."""
    page.get_by_role("link", name=re.compile("^Vote in|^Change your mind")).click()
    page.locator("html[data-autosave] .practice").first.wait_for()


def to_vote(page: Page) -> None:
    page.get_by_role("link", name=re.compile(r"^\w+ 20\d\d Q\d")).first.click()
    page.get_by_role("link", name="Team vote").click()


def saved(page: Page, name: str) -> None:
    expect(page.get_by_role("form", name=name).locator("[data-saved]")).to_have_class(re.compile(r"\bok\b"))


def test_a_team_votes_and_its_lead_records_what_it_agreed_on(visit: Visit) -> None:
    lead, member = visit("lead", "/teams/checkout/"), visit("member", "/teams/checkout/")
    to_vote(lead)
    lead.get_by_role("checkbox", name=re.compile("Flaky tests are counted")).check()
    lead.get_by_role("button", name="Open the vote").click()
    expect(lead.get_by_role("list", name="Messages")).to_contain_text("Open: 1 practice.")
    turnout = lead.locator("#turnout li").filter(has_text=PRACTICES[0])
    expect(turnout).to_contain_text("2 of 4 voted")
    expect(turnout).to_contain_text("would stay hidden")

    # The member votes by keyboard alone, changes his mind once, and knows nothing of one.
    member.reload()
    expect(member.locator("main")).to_contain_text("3 practices wait for your level")
    to_ballot(member)
    for key in ("3", "1", "d"):
        member.keyboard.press("ArrowDown")
        member.keyboard.press(key)
        saved(member, member.locator(".practice:focus h2").inner_text())
    expect(member.locator("#rail")).to_contain_text("Done: you have voted on everything that is open.")
    with member.expect_response(lambda response: response.request.method == "POST"):
        member.keyboard.press("2")
    saved(member, member.locator(".practice:focus h2").inner_text())
    member.reload()
    chosen = member.locator(".practice input:checked")
    assert chosen.evaluate_all("found => found.map(e => e.value)") == ["3", "1", "2"]

    # The lead's page counts them by itself, and a tick that was taken away stays away.
    lead.get_by_role("checkbox", name=re.compile("Flaky")).first.uncheck()
    expect(turnout).to_contain_text("3 of 4 voted")
    expect(turnout).not_to_contain_text("would stay hidden")
    expect(lead.get_by_role("checkbox", name=re.compile("Flaky")).first).not_to_be_checked()

    lead.get_by_role("button", name="Reveal the ticked").click()
    expect(lead.get_by_role("list", name="Messages")).to_contain_text("Revealed: 2 practices.")
    result = lead.get_by_role("article", name=re.compile(PRACTICES[0]))
    expect(result).to_contain_text("3 voters")
    result.get_by_role("button", name="level 4").click()
    expect(result.get_by_role("button", name="level 4")).to_have_text(re.compile("Recorded"))
    expect(result.get_by_role("button", name="level 4")).to_be_focused()
    result.get_by_role("link", name=re.compile("To the answer")).click()
    answer = lead.get_by_role("form", name=PRACTICES[0])
    expect(answer.locator("input[value='4'][name=level]")).to_be_checked()
    expect(answer).to_contain_text("Vote: 3 voters")

    # One vote is left, with one voter: nothing of it is shown, and the lead is asked first.
    lead.go_back()
    lead.get_by_role("button", name="Reveal the ticked").click()
    expect(lead.get_by_role("alert")).to_contain_text("1 of 1 would stay hidden")
    lead.get_by_role("button", name="Reveal all the same").click()
    expect(lead.locator("#results")).to_contain_text("1 voted: too few to show")


def test_a_vote_needs_no_script(visit: Visit) -> None:
    lead = visit("lead", "/teams/checkout/", java_script_enabled=False)
    to_vote(lead)
    lead.get_by_role("checkbox", name=re.compile("Restore is rehearsed")).check()
    lead.get_by_role("button", name="Open the vote").click()
    lead.get_by_role("link", name=re.compile("^Vote on|^Your ballot")).click()
    ballot = lead.get_by_role("form", name="Restore is rehearsed")
    ballot.locator("input[value='2']").check(force=True)
    ballot.get_by_role("button", name="Save").click()
    expect(lead.get_by_role("form", name="Restore is rehearsed").locator("input[value='2']")).to_be_checked()
    lead.get_by_role("link", name="Turnout and results").click()
    for other in lead.locator("#turnout li").filter(has_not_text="Restore is rehearsed").all():
        other.get_by_role("checkbox").uncheck()
    lead.get_by_role("button", name="Withdraw the ticked").click()
    lead.get_by_role("button", name="Withdraw", exact=True).click()
    expect(lead.get_by_role("list", name="Messages")).to_contain_text("Withdrawn")
