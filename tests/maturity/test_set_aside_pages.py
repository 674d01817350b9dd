"""What a moved cycle set aside, as the team reads it on its assessment."""

import pytest

from maturity.answering import AnswerContent
from maturity.models import Answer
from tests import build
from tests.markup import faults
from tests.maturity import moves
from tests.maturity.drafts import answer_to, evidence, save, start, text_of
from tests.maturity.moves import edition, moved

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_tests_moment")]

WORDS = {"kept": "same", "reworded": "old", "removed": "gone"}
PLACE = "/teams/checkout/assessments/2026-q4/"


@pytest.fixture
def versions():
    model = moves.model()
    return edition(WORDS, model=model), edition({"kept": "same", "reworded": "other"}, model=model)


@pytest.fixture
def cycle(versions, team):
    return build.cycle(versions[0])


@pytest.fixture
def assessment(cycle, team, lead):
    made = start(team, cycle, lead)
    for key in WORDS:
        content = AnswerContent(level=2, note=f"Our **{key}**", target=3, target_by="2027-q1")
        save(answer_to(made, key), lead, content)
        evidence(answer_to(made, key), lead)
    return made


@pytest.fixture
def after_the_move(assessment, cycle, versions):
    moved(cycle, versions[1])
    return assessment


def article(html, key, assessment):
    pk = answer_to(assessment, key).practice_id
    return html.split(f'id="answer-{pk}"')[1].split("</form>")[0]


def test_before_a_move_nothing_is_said_of_one(as_, assessment):
    html = text_of(as_("lead").get(PLACE))
    assert "Asked again" not in html
    assert "No longer asked" not in html


def test_a_practice_that_is_asked_again_shows_what_was_said_under_the_old_words(as_, after_the_move):
    html = text_of(as_("lead").get(PLACE))
    again = article(html, "reworded", after_the_move)
    assert "Asked again in other words" in again
    assert "<b>2 · Managed</b>: old at 2" in again
    assert "other at 2" in again
    assert " open>" in again.split('id="aside-')[1].split("<summary")[0]
    assert "Target 3" not in again.split("</details>")[0]
    assert "data-saved></p>" in again
    assert "Asked again" not in article(html, "kept", after_the_move)
    assert faults(html) == []


def test_with_another_scale_the_target_is_shown_with_what_was_said(as_, assessment, cycle, versions):
    moved(cycle, edition(WORDS, model=versions[0].model, scale=["No", "Yes"]))
    again = article(text_of(as_("lead").get(PLACE)), "kept", assessment)
    assert "Target 3 · Measured by 2027 Q1" in again.split("</details>")[0]


def test_once_it_is_answered_it_folds(as_, after_the_move, lead):
    save(answer_to(after_the_move, "reworded"), lead, AnswerContent(level=1))
    again = article(text_of(as_("lead").get(PLACE)), "reworded", after_the_move)
    assert " open>" not in again.split('id="aside-')[1].split("<summary")[0]


def test_what_a_save_swaps_in_equals_the_page(as_, after_the_move):
    browser, answer = as_("lead"), answer_to(after_the_move, "reworded")
    part = text_of(
        browser.get(
            f"{PLACE}answers/{answer.practice_id}/",
            headers={"HX-Request": "true", "HX-Target": f"answer-{answer.practice_id}"},
        )
    )
    assert "Asked again in other words" in part
    aside = part.split('<details class="note fold')[1].split("</details>")[0]
    assert aside in text_of(browser.get(PLACE))


@pytest.mark.parametrize("page", ["", "submit/"])
def test_what_is_no_longer_asked_is_listed_with_all_that_was_said(as_, after_the_move, page):
    html = text_of(as_("lead").get(f"{PLACE}{page}"))
    gone = html.split('id="no-longer-asked"')[1]
    assert "Removed</a>" in gone
    assert "<b>2 · Managed</b>: gone at 2" in gone
    assert "Target 3 · Measured by 2027 Q1" in gone
    assert "<strong>removed</strong>" in gone
    assert 'href="https://example.org/a"' in gone
    assert "Kept</a>" not in gone
    assert faults(html) == []


def test_a_practice_that_comes_back_is_asked_and_shows_all_that_was_said(
    as_, after_the_move, cycle, versions
):
    cycle.refresh_from_db()
    moved(cycle, versions[0])
    html = text_of(as_("lead").get(PLACE))
    back = article(html, "removed", after_the_move)
    assert "Not asked for a while" in back
    assert "<strong>removed</strong>" in back
    assert "No longer asked" not in html


def test_not_applicable_is_shown_with_its_reason(as_, assessment, cycle, versions, lead):
    content = AnswerContent(
        not_applicable=True, not_applicable_because="other", not_applicable_reason="No server of ours"
    )
    save(answer_to(assessment, "reworded"), lead, content)
    moved(cycle, versions[1])
    again = article(text_of(as_("lead").get(PLACE)), "reworded", assessment)
    assert "<b>Not applicable</b>: Another reason: No server of ours" in again


def test_what_people_wrote_is_shown_and_not_run(as_, assessment, cycle, versions, lead):
    save(answer_to(assessment, "removed"), lead, AnswerContent(note="<script>alert(1)</script>"))
    moved(cycle, versions[1])
    html = text_of(as_("lead").get(PLACE))
    assert "<script>alert" not in html
    assert faults(html) == []


@pytest.mark.parametrize("key", ["kept", "reworded", "removed"])
def test_a_page_that_was_open_during_the_move_is_told_and_nothing_is_saved(
    as_, assessment, cycle, versions, key
):
    opened = answer_to(assessment, key)
    moved(cycle, versions[1])
    then = list(Answer.objects.order_by("pk").values())
    answer = as_("lead").post(
        f"{PLACE}answers/{opened.practice_id}/",
        {"version": opened.version, "level": "4"},
        headers={"HX-Request": "true", "HX-Target": f"answer-{opened.practice_id}"},
    )
    assert (answer.status_code, answer["HX-Retarget"]) == (409, "#toasts")
    assert "now asks Model 2, so this was not saved. Reload this page" in text_of(answer)
    assert list(Answer.objects.order_by("pk").values()) == then


def test_a_practice_of_another_model_is_not_found(as_, assessment):
    other = edition({"elsewhere": "x"}, model=moves.model()).practices.get()
    assert as_("lead").get(f"{PLACE}answers/{other.pk}/").status_code == 404
