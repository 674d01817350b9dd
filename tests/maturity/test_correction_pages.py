from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from common.decisions import ChangedSince, Refused
from maturity.models import Answer, Assessment, Cycle, Submission
from maturity.services.corrections import open_correction
from maturity.services.submissions import submit_assessment
from tests import build
from tests.maturity.drafts import answer_to, submit, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_tests_moment")]
PAGE = "/teams/checkout/assessments/2026-q4/"
WHY = "The restore test was counted twice."


@pytest.fixture
def over(assessment, lead):
    """Submitted by the lead, with the cycle closed afterwards."""
    Answer.objects.update(level=2)
    submit(assessment, lead)
    Cycle.objects.update(state=Cycle.State.CLOSED)
    return assessment


@pytest.fixture
def opened(over, people):
    over.refresh_from_db()
    return open_correction(
        team=over.team, cycle=over.cycle, reason=WHY, by=people["leadership"], now=build.NOW
    )


def saved(browser, assessment, level):
    answer = answer_to(assessment)
    return browser.post(
        f"{PAGE}answers/{answer.practice_id}/", {"version": answer.version, "level": level, "note": "Again."}
    )


def test_leadership_corrects_from_the_submissions_page_to_the_new_submission(as_, over):
    browser = as_("leadership")
    page = text_of(browser.get(f"{PAGE}submissions/1/"))
    assert f'action="{PAGE}correction/"' in page
    assert "Open a correction" in page
    opening = browser.post(f"{PAGE}correction/", {"reason": WHY}, follow=True)
    assert opening.redirect_chain == [(PAGE, 302)]
    assert "The correction is open." in text_of(opening)
    assert "You are correcting what Checkout says for 2026 Q4." in text_of(opening)
    assert saved(browser, over, 1).status_code == 302
    before = text_of(browser.get(f"{PAGE}submit/"))
    assert f"The reason of the correction stays with it: “{WHY}”" in before
    assert "What this would change" in before
    assert 'id="submit" autofocus>Submit correction' in before
    done = text_of(browser.post(f"{PAGE}submit/", follow=True))
    assert f"Correction: {WHY}" in done
    assert "What this correction changed" in done
    assert "A correction is open" not in done
    assert "submission 2" in done


@pytest.mark.parametrize("who", ["leadership", "administrator"])
def test_the_form_is_on_the_pages_of_a_closed_cycle_for_those_who_may(as_, over, who):
    for address in (PAGE, f"{PAGE}submissions/1/", f"{PAGE}correction/"):
        page = text_of(as_(who).get(address, follow=True))
        assert "Reason for the correction" in page, address
        assert "A correction is open" not in page, address


@pytest.mark.parametrize("who", ["lead", "member"])
def test_the_team_is_told_why_it_is_closed_and_who_may_correct_it(as_, over, who):
    told = "2026 Q4 is closed. Leadership or an administrator can open a correction."
    for address in (f"{PAGE}submissions/1/", f"{PAGE}correction/"):
        page = text_of(as_(who).get(address))
        assert told in page, address
        assert "Reason for the correction" not in page, address
    if who == "lead":
        assert "Leadership or an administrator can open a correction." in text_of(as_(who).get(PAGE))


def test_an_outsider_reads_the_submission_and_nothing_of_corrections(as_, opened):
    page = text_of(as_("outsider").get(f"{PAGE}submissions/1/"))
    assert "submission 1" in page
    assert "orrection" not in page
    assert as_("outsider").get(f"{PAGE}correction/").status_code == 404


def test_while_it_is_open_everybody_concerned_is_told_by_whom_and_why(as_, opened):
    for who in ("lead", "member", "administrator", "leadership"):
        for address in (PAGE, f"{PAGE}submissions/1/", f"{PAGE}correction/", f"{PAGE}submit/"):
            page = text_of(as_(who).get(address))
            assert "A correction is open" in page, (who, address)
            assert "Leadership opened it" in page, (who, address)
            assert WHY in page, (who, address)
            assert ("Withdraw the correction" in page) == (who in {"administrator", "leadership"}), (
                who,
                address,
            )
            assert "Reason for the correction" not in page, (who, address)


def test_the_lead_waits_for_an_open_correction(as_, opened):
    page = text_of(as_("lead").get(PAGE))
    assert "A correction of 2026 Q4 is open. Leadership or an administrator makes it." in page
    assert 'id="review"' not in page
    assert saved(as_("lead"), opened, 1).status_code == 403
    assert as_("lead").post(f"{PAGE}submit/").status_code == 403
    assert answer_to(opened).level == 2


def test_leadership_sees_a_draft_only_while_a_correction_of_it_is_open(as_, over):
    browser = as_("leadership")
    assert browser.get(PAGE).url == f"{PAGE}correction/"
    assert browser.get(f"{PAGE}dimensions/testing/").url == f"{PAGE}correction/"
    assert browser.get(f"{PAGE}submit/").status_code == 403
    browser.post(f"{PAGE}correction/", {"reason": WHY})
    for address in (PAGE, f"{PAGE}dimensions/testing/", f"{PAGE}submit/"):
        assert browser.get(address).status_code == 200
    browser.post(f"{PAGE}correction/withdraw/")
    assert browser.get(PAGE).url == f"{PAGE}correction/"


@pytest.mark.parametrize(("reason", "message"), [("  ", "Say why"), ("x" * 301, "under 300 characters")])
def test_a_reason_that_does_not_do_is_asked_for_again_with_what_was_typed(as_, over, reason, message):
    refused = as_("leadership").post(f"{PAGE}correction/", {"reason": reason})
    assert refused.status_code == 422
    assert message in text_of(refused)
    assert f'value="{reason}"' in text_of(refused)
    assert not Assessment.objects.get(pk=over.pk).correction_is_open


def test_a_correction_is_withdrawn_by_its_button_and_twice_does_no_harm(as_, opened):
    browser = as_("administrator")
    for _ in range(2):
        page = text_of(browser.post(f"{PAGE}correction/withdraw/", follow=True))
        assert "The correction is withdrawn." in page
        assert "Reason for the correction" in page
    assert Submission.objects.count() == 1


def test_another_reason_while_one_is_open_is_a_conflict(as_, opened):
    refused = as_("administrator").post(f"{PAGE}correction/", {"reason": "Another one."})
    assert refused.status_code == 409
    assert WHY in text_of(refused)


def test_a_cycle_that_runs_offers_no_correction(as_, assessment):
    for who in ("lead", "leadership"):
        page = text_of(as_(who).get(f"{PAGE}correction/"))
        assert "2026 Q4 still takes answers" in page
        assert "Reason for the correction" not in page
    assert as_("leadership").post(f"{PAGE}correction/", {"reason": WHY}).status_code == 403
    assert as_("leadership").post(f"{PAGE}correction/withdraw/", follow=True).status_code == 200


def test_what_was_never_started_starts_with_its_correction(as_, team, cycle):
    Cycle.objects.update(state=Cycle.State.CLOSED)
    assert as_("lead").post(f"{PAGE}start/").status_code == 403
    browser = as_("leadership")
    assert "Checkout submitted nothing in 2026 Q4." in text_of(browser.get(PAGE, follow=True))
    assert browser.post(f"{PAGE}correction/withdraw/").status_code == 404
    assert browser.post(f"{PAGE}correction/", {"reason": WHY}).url == PAGE
    saved(browser, Assessment.objects.get(), 1)
    assert browser.post(f"{PAGE}submit/").url == f"{PAGE}submissions/1/"
    page = text_of(browser.get(f"{PAGE}submissions/1/"))
    assert f"Correction: {WHY}" in page
    assert "What this correction changed" not in page


def test_a_team_that_submitted_later_is_corrected_there(as_, over, team):
    later = build.cycle(over.cycle.version, quarter="2027-q1")
    build.submission(later, team, {"testing-1": 4})
    page = text_of(as_("leadership").get(f"{PAGE}submissions/1/"))
    assert (
        "Checkout has submitted 2027 Q1 since, and stands where that says. Correct 2027 Q1 instead." in page
    )
    assert as_("leadership").post(f"{PAGE}correction/", {"reason": WHY}).status_code == 403


# Two at once


def both(*acts):
    """What each returned or raised; they begin together, each on a connection of its own."""
    ready = Barrier(len(acts))

    def run(act):
        ready.wait(timeout=30)
        try:
            return act()
        except (ChangedSince, Refused) as refused:
            return type(refused)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_submit_at_once_get_two_numbers(assessment, lead):
    Answer.objects.update(level=2)
    made = both(
        lambda: submit_assessment(assessment=assessment, by=lead, now=build.NOW, reason="One."),
        lambda: submit_assessment(assessment=assessment, by=None, now=build.NOW, reason="Other."),
    )
    assert sorted(each.number for each in made) == [1, 2]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_who_submit_a_correction_at_once_one_does(opened, people):
    made = both(
        *(
            lambda who=who: submit_assessment(assessment=opened, by=people[who], now=build.NOW)
            for who in ("leadership", "leadership")
        )
    )
    assert Refused in made
    assert Submission.objects.count() == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_who_open_a_correction_at_once_one_does(over, people):
    over.refresh_from_db()
    made = both(
        *(
            lambda why=why: open_correction(
                team=over.team, cycle=over.cycle, reason=why, by=people["leadership"], now=build.NOW
            )
            for why in ("One.", "Other.")
        )
    )
    assert ChangedSince in made
    assert Assessment.objects.get().correction_reason in {"One.", "Other."}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_who_start_by_a_correction_at_once_both_find_one_assessment(team, cycle, people):
    Cycle.objects.update(state=Cycle.State.CLOSED)
    cycle.refresh_from_db()
    made = both(
        *[lambda: open_correction(team=team, cycle=cycle, reason=WHY, by=people["leadership"], now=build.NOW)]
        * 2
    )
    assert made[0] == made[1]
    assert Answer.objects.count() == 3
