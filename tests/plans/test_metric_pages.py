"""The pages of success metrics: what they say, to whom, and that a click leaves the page as a reload would."""

import re

import pytest
from django.urls import reverse

from plans.models import MetricEdition, MetricReview, Plan
from plans.services.metrics import newest_of, remove_metric
from tests import page_forms
from tests.plans.metrics import added, agreed, on_day, plan_with_manager, reviewed, reworded
from tests.plans.pages import element, statements, text_of

NAMES = ("Lead time", "Alerts", "Recovery", "Fail rate", "Happiness")
TYPED = {"title": "Alerts", "baseline": "312", "target": "50", "measured_by": "Counted on Mondays"}


@pytest.fixture
def plan(db, today):
    plan = plan_with_manager()
    today(on_day(10).date())
    return plan


@pytest.fixture
def metric(plan):
    return added(plan)


def all_of(plan):
    return reverse("plan_metrics", args=(plan.slug,))


def address(metric, name="plan_metric", *more):
    return reverse(name, args=(metric.plan.slug, metric.pk, *more))


def form_of(client, page, button):
    """The form of the page that a button of that id belongs to."""
    found = page_forms.forms(client.get(page).content.decode())
    return next(form for form in found for each in form.buttons if each.id == button)


def swapped(client, plan, button, **values):
    """Presses the button as htmx would; the answer that ends in the page."""
    form = form_of(client, all_of(plan), button)
    pressed = form.button(button)
    data = form.filled(**values) | ({pressed.name: [pressed.value]} if pressed.name else {})
    headers = {"HX-Request": "true", "HX-Target": "metrics"}
    return client.post(form.action, data, headers=headers, follow=True)


def is_as_reloaded(client, plan, answer):
    part = element(answer.content.decode(), '<div class="stack" id="metrics">')
    assert answer.content.decode().lstrip().startswith("<div"), "a cut, not the page"
    page = client.get(all_of(plan)).content.decode()
    return part == element(page, '<div class="stack" id="metrics">')


def test_without_metrics_the_page_says_what_belongs_there_and_has_the_first_step(client, plan):
    client.force_login(plan.lead)
    page = text_of(client.get(all_of(plan)))
    assert "three to five numbers that everyone would call success" in page
    assert "Write the first one" in page
    assert "On day 30, 60 and 90, once there are metrics." in page


def test_a_metric_is_added_by_its_form_and_says_that_it_is_not_agreed(client, plan):
    client.force_login(plan.lead)
    assert client.post(all_of(plan), TYPED).status_code == 302
    page = text_of(client.get(all_of(plan)))
    assert "Alerts not agreed yet Baseline 312 Target 50 How it is measured Counted on Mondays" in page
    assert "1 so far: a plan is measured by 3 to 5. 1 of 1 waits for the manager to agree." in page


@pytest.mark.parametrize("name", TYPED)
def test_an_empty_field_leads_back_with_what_was_typed_and_the_message_beside_it(client, plan, name):
    client.force_login(plan.lead)
    answer = client.post(all_of(plan), TYPED | {name: " "})
    assert answer.status_code == 422
    assert "This field is required." in text_of(answer)
    assert all(value in answer.content.decode() for key, value in TYPED.items() if key != name)
    assert not MetricEdition.objects.exists()


def test_a_sixth_is_refused_with_what_was_typed_kept(client, plan):
    for name in NAMES:
        added(plan, name)
    client.force_login(plan.lead)
    assert "Five metrics are as many" in text_of(client.get(all_of(plan)))
    answer = client.post(all_of(plan), TYPED | {"title": "Sixth"})
    assert answer.status_code == 422
    assert "5 metrics at most" in text_of(answer)


def test_the_manager_agrees_to_one_or_all_and_the_page_says_by_whom_and_when(client, plan, metric):
    added(plan, "Recovery")
    added(plan, "Fail rate")
    client.force_login(plan.manager)
    answer = swapped(client, plan, f"agree-{metric.pk}")
    assert is_as_reloaded(client, plan, answer)
    assert "Lead time agreed by Dana Okafor on Wed 16 Sep" in text_of(answer)
    assert "2 of 3 wait for the manager" in text_of(answer)
    answer = swapped(client, plan, "agree-all")
    assert is_as_reloaded(client, plan, answer)
    assert "All are agreed." in text_of(answer)
    assert "agree-" not in answer.content.decode()


def test_an_edit_shows_the_agreed_wording_and_what_was_changed_in_it(client, plan, metric):
    agreed(metric)
    client.force_login(plan.lead)
    form = next(
        form
        for form in page_forms.forms(client.get(address(metric)).content.decode())
        if form.choices or any(name == "version" for name, _ in form.fields)
    )
    assert client.post(address(metric), form.filled(target="1 hour at most")).status_code == 302
    html = client.get(all_of(plan)).content.decode()
    assert "edited since it was agreed" in html
    assert "The wording that Dana Okafor agreed to on" in html
    assert re.search(
        r"1 hour\s+<span[^>]+>→</span><span class=.sr.>became</span>\s+1 hour<ins> at most</ins>", html
    )
    history = text_of(client.get(address(metric)))
    assert "agreed by Dana Okafor on Wed 9 Sep" in history
    assert "not agreed yet" in history


def test_who_agrees_to_words_that_changed_meanwhile_is_told_and_sees_the_new_ones(client, plan, metric):
    client.force_login(plan.manager)
    form = form_of(client, all_of(plan), f"agree-{metric.pk}")
    reworded(metric)
    for headers in ({}, {"HX-Request": "true", "HX-Target": "metrics"}):
        answer = client.post(form.action, form.filled(), headers=headers)
        assert answer.status_code == 409
        assert "Priya Raman worded “Lead time” anew" in text_of(answer)
        assert "30 minutes" in text_of(answer)
    assert newest_of(metric).agreed_at is None


def test_the_second_of_two_editors_is_told_and_keeps_what_they_typed(client, plan, metric):
    client.force_login(plan.lead)
    reworded(metric, by=plan.manager)
    sent = TYPED | {"version": "1", "target": "5 minutes"}
    answer = client.post(address(metric), sent)
    assert answer.status_code == 409
    assert "Dana Okafor worded “Lead time” anew" in text_of(answer)
    assert "Target, as it is now 30 minutes" in text_of(answer)
    assert 'value="5 minutes"' in answer.content.decode()
    assert client.post(address(metric), sent | {"version": "2"}).status_code == 302
    assert newest_of(metric).target == "5 minutes"


def test_metrics_are_put_in_order_removed_and_restored_without_leaving_the_page(client, plan, metric):
    added(plan, "Recovery")
    client.force_login(plan.lead)
    for button, order in (
        (f"down-{metric.pk}", ["Recovery", "Lead time"]),
        (f"down-{metric.pk}", ["Recovery", "Lead time"]),
        (f"up-{metric.pk}", ["Lead time", "Recovery"]),
        (f"remove-{metric.pk}", ["Recovery"]),
        (f"restore-{metric.pk}", ["Recovery", "Lead time"]),
    ):
        answer = swapped(client, plan, button)
        assert is_as_reloaded(client, plan, answer), button
        live = plan.metrics.filter(removed_at=None)
        assert [newest_of(each).title for each in live] == order, button


def test_what_was_removed_stays_readable_with_its_history(client, plan, metric):
    agreed(metric)
    remove_metric(metric=metric, version=1, by=plan.lead, now=on_day(5))
    client.force_login(plan.manager)
    assert "Lead time removed on Fri 11 Sep" in text_of(client.get(all_of(plan)))
    assert "agreed by Dana Okafor" in text_of(client.get(address(metric)))
    answer = client.post(address(metric), TYPED | {"version": "1"})
    assert answer.status_code == 422
    assert "Restore it first" in text_of(answer)


def test_without_a_manager_the_page_leads_to_where_one_is_named(client, plan, metric):
    Plan.objects.filter(pk=plan.pk).update(manager=None)
    client.force_login(plan.lead)
    page = client.get(all_of(plan))
    assert "This plan has no manager yet" in text_of(page)
    assert reverse("plan_people", args=(plan.slug,)) in page.content.decode()
    answer = client.post(reverse("plan_metrics_agree", args=(plan.slug,)), {"seen": f"{metric.pk}-1"})
    assert answer.status_code == 403
    assert "no manager yet" in text_of(answer)


def test_clicks_that_cannot_be_read_say_so(client, plan, metric):
    client.force_login(plan.manager)
    for where, data in (
        (reverse("plan_metrics_agree", args=(plan.slug,)), {"seen": "1-x"}),
        (reverse("plan_metrics_agree", args=(plan.slug,)), {}),
        (address(metric, "plan_metric_move"), {"place": "first"}),
        (address(metric, "plan_metric_remove"), {}),
    ):
        answer = client.post(where, data)
        assert answer.status_code == 422
        assert "could not be read" in text_of(answer)


def test_a_review_is_written_against_the_agreed_words_and_shown_in_the_table(client, plan, metric, today):
    agreed(metric)
    reworded(metric)
    where = address(metric, "plan_metric_review", 30)
    client.force_login(plan.lead)
    assert "It can be written from Tue 29 Sep" in text_of(client.get(where))
    today(on_day(31).date())
    client.force_login(plan.lead)
    assert "Day 30 , Tue 6 Oct : overdue" in text_of(client.get(all_of(plan)))
    page = text_of(client.get(where))
    assert "Target 1 hour" in page
    assert "Edition 1, agreed by Dana Okafor" in page
    answer = client.post(where, {"version": "0", "reading": "", "note": "Kept"})
    assert answer.status_code == 422
    assert "Kept" in answer.content.decode()
    sent = {"version": "0", "reading": "2 hours", "verdict": "on_the_way", "note": "**Half** way"}
    assert client.post(where, sent).status_code == 302
    page = text_of(client.get(all_of(plan)))
    assert "2 hours , Lead time on day 30 on the way against the target 1 hour" in page
    assert "Day 60 , Thu 5 Nov : upcoming" in page
    assert "<strong>Half</strong>" in client.get(where).content.decode()


def test_the_second_of_two_reviewers_is_told_and_keeps_what_they_typed(client, plan, metric, today):
    agreed(metric)
    today(on_day(30).date())
    reviewed(metric, by=plan.manager)
    client.force_login(plan.lead)
    where = address(metric, "plan_metric_review", 30)
    sent = {"version": "0", "reading": "3 hours", "verdict": "not_met", "note": ""}
    answer = client.post(where, sent)
    assert answer.status_code == 409
    assert "Dana Okafor wrote the review of day 30" in text_of(answer)
    assert 'value="3 hours"' in answer.content.decode()
    assert "2 hours" in text_of(answer)
    assert client.post(where, sent | {"version": "1"}).status_code == 302
    assert MetricReview.objects.get().reading == "3 hours"


def test_a_review_of_what_is_not_agreed_says_why_there_is_none(client, plan, metric, today):
    today(on_day(31).date())
    client.force_login(plan.lead)
    assert "overdue: not agreed yet" in text_of(client.get(all_of(plan)))
    where = address(metric, "plan_metric_review", 30)
    assert "nothing to hold a review against" in text_of(client.get(where))
    answer = client.post(where, {"version": "0", "reading": "2 h", "verdict": "met"})
    assert answer.status_code == 422
    assert "nothing to hold a review against" in text_of(answer)


def test_a_finished_plan_is_read_without_a_button(client, plan, metric, today):
    agreed(metric)
    today(on_day(30).date())
    reviewed(metric)
    Plan.objects.filter(pk=plan.pk).update(finished_at=on_day(40), finished_by=plan.lead)
    for who in (plan.lead, plan.manager):
        client.force_login(who)
        for page in (all_of(plan), address(metric), address(metric, "plan_metric_review", 30)):
            answer = client.get(page)
            assert "This plan is finished" in text_of(answer), page
            assert "plans/quarter" not in "".join(
                form.action for form in page_forms.forms(answer.content.decode()) if form.method == "post"
            )
        assert client.post(all_of(plan), TYPED).status_code == 403


def test_more_metrics_editions_and_reviews_take_no_more_statements(client, plan, metric, today):
    today(on_day(90).date())
    client.force_login(plan.lead)
    pages = (all_of(plan), address(metric), address(metric, "plan_metric_review", 60))
    few = [statements(client, page) for page in pages]
    agreed(metric)
    for n in range(50):
        reworded(metric, f"{n} minutes")
        if n % 10 == 0:
            agreed(metric)
    for name in NAMES[1:]:
        reviewed(*agreed_one(plan, name))
    for day in (30, 60, 90):
        reviewed(metric, day)
    assert [statements(client, page) for page in pages] == few
    assert max(few) <= 16


def agreed_one(plan, name):
    made = added(plan, name)
    agreed(made)
    return (made,)
