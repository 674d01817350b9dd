"""The pages of check-ins: a draft for its lead alone, what was sent for everybody, and what two windows are told."""

from datetime import date

import pytest
from django.urls import reverse

from plans.models import CheckIn, Item
from plans.services.check_ins import CheckInWords, acknowledge_check_in, save_check_in, send_check_in
from tests import build, page_forms
from tests.plans import building
from tests.plans.pages import INSIDE, element, people, statements, text_of
from tests.plans.test_check_ins import NOW, WORDS

pytestmark = pytest.mark.django_db

FORM = "check-in-form"


@pytest.fixture
def managed(weeks):
    weeks.manager = build.user("Dana Okafor")
    weeks.save()
    return weeks


@pytest.fixture
def lead(client, managed):
    client.force_login(managed.lead)
    return client


def address(plan, week=2, name="plan_check_in"):
    return reverse(name, args=(plan.slug, week))


def form_of(client, plan, week=2):
    return page_forms.form(client.get(address(plan, week)).content.decode(), FORM)


def autosave(client, plan, sent):
    return client.post(address(plan), sent, headers={"HX-Request": "true", "HX-Target": "draft"}, follow=True)


def sent_by(plan, **more):
    return send_check_in(plan=plan, week=2, version=0, words=WORDS, by=plan.lead, now=NOW, **more)


def test_everybody_who_sees_the_plan_sees_how_its_check_ins_stand(client, plan):
    for role, user in people(plan).items():
        client.force_login(user)
        for page in (reverse("plan_check_ins", args=(plan.slug,)), address(plan)):
            assert client.get(page).status_code == (200 if role in INSIDE else 404), role


def test_the_list_says_of_each_week_how_it_stands_and_offers_the_next_step(lead, client, managed):
    page = lead.get(reverse("plan_check_ins", args=(managed.slug,)))
    said = text_of(page)
    assert "Week 1 Mon 7 Sep to Sun 13 Sep Fri 11 Sep missed" in said
    assert "Fri 18 Sep due" in said
    assert "Fri 25 Sep to come" in said
    assert said.count("Write with the check-in") == 2
    save_check_in(plan=managed, week=2, version=0, words=WORDS, by=managed.lead, now=NOW)
    assert "Go on with the check-in of week 2" in text_of(lead.get(page.request["PATH_INFO"]))
    sent = send_check_in(plan=managed, week=1, version=0, words=WORDS, by=managed.lead, now=NOW)
    client.force_login(managed.manager)
    said = text_of(client.get(page.request["PATH_INFO"]))
    assert "sent Wed 16 Sep at risk" in said
    assert "Acknowledge the check-in of week 1" in said
    assert "Write with" not in said
    acknowledge_check_in(plan=managed, week=sent.week, answer="", by=managed.manager, now=NOW)
    assert "acknowledged Wed 16 Sep" in text_of(client.get(page.request["PATH_INFO"]))


def test_reading_makes_no_draft_and_begins_with_what_is_due_next_week(lead, managed):
    sent = form_of(lead, managed).filled()
    assert sent["next_steps"] == ["- Next (Fri 25 Sep)"]
    assert sent["version"] == ["0"]
    assert "confidence" not in sent
    assert not CheckIn.objects.exists()


def test_without_a_script_it_is_saved_and_sent_by_buttons(lead, managed):
    form = form_of(lead, managed)
    answer = lead.post(form.action, form.filled(summary="Slow but steady", confidence="at_risk"))
    assert (answer.status_code, answer["Location"]) == (302, address(managed))
    form = form_of(lead, managed)
    assert form.filled()["summary"] == ["Slow but steady"]
    assert form.filled()["confidence"] == ["at_risk"]
    (send,) = [button for button in form.buttons if button.action]
    assert lead.post(send.action, form.filled()).status_code == 302
    page = lead.get(address(managed))
    assert "Slow but steady" in text_of(page)
    assert FORM not in page.content.decode()
    assert lead.post(send.action, form.filled()).status_code == 302  # pressed twice
    assert CheckIn.objects.get().sent_at


def test_an_autosave_leaves_the_page_as_a_reload_would(lead, managed):
    form = form_of(lead, managed)
    for text in ("One", "Two"):
        swapped = autosave(lead, managed, form.filled(summary=text))
        reloaded = lead.get(address(managed)).content.decode()
        assert swapped.status_code == 200
        assert swapped.content.decode().strip() == element(reloaded, '<div class="stack" id="draft"') + ">"
        form = page_forms.form(reloaded, FORM)
        assert form.filled()["summary"] == [text]
    assert CheckIn.objects.get().version == 2


@pytest.mark.parametrize("by_script", [True, False])
def test_the_second_window_is_told_and_keeps_what_was_typed(lead, managed, by_script):
    first = form_of(lead, managed)
    second = form_of(lead, managed)
    autosave(lead, managed, first.filled(summary="First"))
    typed = second.filled(summary="Second")
    answer = autosave(lead, managed, typed) if by_script else lead.post(address(managed), typed)
    assert answer.status_code == 409
    said = text_of(answer)
    assert "Priya Raman saved other words on Wed 16 Sep, after you opened this page." in said
    assert "How the week went, as it is now First Yours Second" in said
    assert CheckIn.objects.get().summary == "First"
    if by_script:
        assert answer.content.decode().strip().startswith('<div class="stack" id="draft" data-contested')
        mine = {**typed, "version": ["1"]}
    else:
        mine = page_forms.form(answer.content.decode(), FORM).filled()
    assert (mine["version"], mine["summary"]) == (["1"], ["Second"])
    assert lead.post(address(managed), mine).status_code == 302
    assert CheckIn.objects.get().summary == "Second"


def test_a_window_from_before_it_was_sent_is_told_and_shown_what_it_typed(lead, managed):
    form = form_of(lead, managed)
    sent_by(managed)
    answer = lead.post(form.action, form.filled(summary="Too late"))
    assert answer.status_code == 409
    assert "Priya Raman sent this check-in on Wed 16 Sep" in text_of(answer)
    assert "Too late" in text_of(answer)
    swapped = autosave(lead, managed, form.filled(summary="Too late"))
    assert swapped.status_code == 409
    assert "Save mine" not in text_of(swapped)


def test_what_cannot_be_is_said_beside_the_field_and_what_was_typed_stays(lead, managed):
    form = form_of(lead, managed)
    (send,) = [button for button in form.buttons if button.action]
    typed = form.filled(summary="Slow")
    for sent, words in (
        (typed, "Say how confident you are, then send again."),
        (typed | {"confidence": ["sure"]}, "Select a valid choice"),
        (typed | {"confidence": ["at_risk"], "help_wanted": ["x" * 10_001]}, "at most 10000 characters"),
        (typed | {"version": ["many"]}, "whole number"),
    ):
        answer = lead.post(send.action, sent)
        assert answer.status_code == 422
        assert words in text_of(answer)
        assert page_forms.form(answer.content.decode(), FORM).filled()["summary"] == ["Slow"]
    assert not CheckIn.objects.exists()


def test_an_error_does_not_hand_out_a_newer_version(lead, managed):
    """Else a window that is behind would get past whoever was there first, untold."""
    form = form_of(lead, managed)
    autosave(lead, managed, form.filled(summary="First"))
    wrong = form.filled(summary="Second") | {"confidence": ["sure"]}
    answer = page_forms.form(lead.post(address(managed), wrong).content.decode(), FORM)
    assert lead.post(address(managed), answer.filled(confidence="at_risk")).status_code == 409


def test_a_draft_is_read_by_its_lead_alone(client, plan):
    everybody = people(plan)
    words = CheckInWords(summary="Between us", confidence="off_track")
    save_check_in(plan=plan, week=2, version=0, words=words, by=plan.lead, now=NOW)
    for role in INSIDE - {"lead"}:
        client.force_login(everybody[role])
        for page in (address(plan), reverse("plan_check_ins", args=(plan.slug,))):
            said = text_of(client.get(page))
            assert "Between us" not in said, role
            assert "off track" not in said.lower().replace("at risk or off track", ""), role
        assert "There is a draft, not sent yet" in text_of(client.get(address(plan)))
    client.force_login(plan.lead)
    assert "Between us" in client.get(address(plan)).content.decode()


def test_the_manager_answers_once_and_everybody_reads_it(client, plan):
    everybody = people(plan)
    sent_by(plan)
    client.force_login(plan.manager)
    form = page_forms.form(client.get(address(plan)).content.decode(), "acknowledge")
    sent = form.filled(answer="Security **will** call.")
    for _ in range(2):
        assert client.post(form.action, sent).status_code == 302
    other = client.post(form.action, {"answer": "Something else"})
    assert other.status_code == 409
    assert "Something else" in text_of(other)
    assert client.post(form.action, {"answer": "x" * 10_001}).status_code == 422
    for role in INSIDE:
        client.force_login(everybody[role])
        said = text_of(client.get(address(plan)))
        assert "Acknowledged by Manager on Wed 16 Sep" in said, role
        assert "Security will call." in said, role
        assert client.post(form.action, sent).status_code == (302 if role == "manager" else 403), role


def test_a_week_to_come_says_from_when_and_one_beyond_the_plan_is_none(lead, managed):
    assert "can be written from Mon 21 Sep on" in text_of(lead.get(address(managed, 3)))
    assert lead.post(address(managed, 3), {"version": "0"}).status_code == 422
    for week in (0, 5, 10**12):
        assert lead.get(address(managed, week)).status_code == 404


def test_a_plan_without_a_manager_says_so_and_leads_to_its_people(client, weeks):
    client.force_login(weeks.lead)
    for page in (address(weeks), reverse("plan_check_ins", args=(weeks.slug,))):
        answer = client.get(page)
        assert "Nobody manages this plan yet" in text_of(answer)
        assert reverse("plan_people", args=(weeks.slug,)) in answer.content.decode()


def test_a_finished_plan_is_read_and_takes_nothing(client, plan):
    everybody = people(plan)
    sent_by(plan)
    save_check_in(plan=plan, week=1, version=0, words=WORDS, by=plan.lead, now=NOW)
    plan.finished_at, plan.finished_by = NOW, plan.lead
    plan.save()
    client.force_login(everybody["lead"])
    assert "None was sent for this week" in text_of(client.get(address(plan, 1)))
    assert client.post(address(plan, 1), {"version": "1"}).status_code == 403
    client.force_login(everybody["manager"])
    page = client.get(address(plan))
    assert "Manager has not acknowledged it yet" in text_of(page)
    assert client.post(address(plan, name="plan_check_in_acknowledge"), {}).status_code == 403


def test_markup_in_what_people_write_is_words(lead, managed):
    words = CheckInWords("on_track", "<script>alert(1)</script>", "[x](javascript:alert(1))", "<b>")
    send_check_in(plan=managed, week=2, version=0, words=words, by=managed.lead, now=NOW)
    html = lead.get(address(managed)).content.decode()
    assert "<script>alert" not in html
    assert 'href="javascript:' not in html


@pytest.mark.parametrize("items", [1, 50])
def test_statements_do_not_grow_with_the_plan(client, today, items):
    plan = building.started(building.long_document(items), manager=build.user("Dana Okafor"))
    today(date(2026, 9, 16))
    Item.objects.filter(phase__plan=plan).update(due_on=date(2026, 9, 8), state="blocked", reason="No access")
    client.force_login(plan.lead)
    assert statements(client, address(plan, 1)) == 8
    assert statements(client, reverse("plan_check_ins", args=(plan.slug,))) == 6
    send_check_in(plan=plan, week=1, version=0, words=WORDS, by=plan.lead, now=NOW)
    assert statements(client, address(plan, 1)) == 6
