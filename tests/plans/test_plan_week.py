"""The page of a week: what stands on it, and in which order."""

import re
from datetime import UTC, date, datetime, timedelta

from django.urls import reverse

from plans.models import Item, Plan
from plans.services.check_ins import CheckInWords, acknowledge_check_in, save_check_in, send_check_in
from tests import build
from tests.plans import building
from tests.plans.pages import (
    element,
    item_of,
    pages,
    shown,
    text_of,
    tick,
)

LATER = build.NOW + timedelta(days=1)


def test_without_a_week_the_page_is_todays_week(client, plan, today):
    client.force_login(plan.lead)
    page = text_of(client.get(reverse("plan", args=(plan.slug,))))
    assert "Priya Raman · Checkout · day 10 of 14" in page
    assert "Week 2 · 30 things, 0 done" in page
    assert "Mon 14 Sep to Sun 20 Sep" in page
    today(date(2026, 9, 1))
    page = text_of(client.get(reverse("plan", args=(plan.slug,))))
    assert "starts Mon 7 Sep" in page
    assert "Week 1 · nothing due" in page
    today(date(2026, 10, 1))
    client.force_login(plan.lead)  # the session of September has ended too
    page = text_of(client.get(reverse("plan", args=(plan.slug,))))
    assert "ended Sun 20 Sep" in page
    assert "Week 2 · 30 things, 0 done, 30 late" in page


def test_any_week_of_the_plan_has_a_page_and_no_other(client, plan):
    client.force_login(plan.lead)
    assert "Week 1 · nothing due" in text_of(client.get(reverse("plan_week", args=(plan.slug, 1))))
    for week in (0, 3, 10**30):
        assert client.get(reverse("plan_week", args=(plan.slug, week))).status_code == 404


def test_this_week_begins_with_what_is_late_then_its_own_then_what_follows_in_the_phase(client, weeks):
    client.force_login(weeks.lead)
    page = client.get(reverse("plan", args=(weeks.slug,)))
    assert shown(page, "own") == ["Early", "Today", "Soon", "End"]
    said = text_of(page)
    assert "Week 2 · 4 things, 0 done, 1 late" in said
    assert re.search(
        r"Early deliverable .*? 8 days late .*? Today deliverable .*? today .*? Thu 17 Sep", said
    )
    assert shown(client.get(reverse("plan_week", args=(weeks.slug, 3))), "later") == ["Last"]


def test_the_weeks_check_in_stands_beside_it_with_what_it_is_filled_with(client, weeks):
    client.force_login(weeks.lead)
    Item.objects.filter(phase__plan=weeks, title="Soon").update(state="blocked", reason="No access yet")
    said = text_of(client.get(reverse("plan", args=(weeks.slug,))))
    assert "Check-in, due Fri 18 Sep 0 done, 1 late and 1 blocked are filled in for it." in said
    assert "Write the check-in of week 2" in said
    assert "Check-in, " not in text_of(client.get(reverse("plan_week", args=(weeks.slug, 3))))
    client.force_login(weeks.roles.get(name="Engineer A").person or build.user(role="administrator"))
    assert " Check-in of week 2 " in text_of(client.get(reverse("plan_week", args=(weeks.slug, 2))))


def test_beside_the_week_stands_what_became_of_its_check_in(client, weeks, today):
    manager = build.user("Dana Okafor")
    Plan.objects.filter(pk=weeks.pk).update(manager=manager)
    weeks.refresh_from_db()

    def beside(reader):
        client.force_login(reader)
        html = client.get(reverse("plan_week", args=(weeks.slug, 2))).content.decode()
        card = element(html, '<section class="card no-print" aria-labelledby="week-check-in"') + ">"
        return " ".join(re.sub(r"<[^>]+>", " ", card).split())

    now, words = datetime(2026, 9, 17, 12, tzinfo=UTC), CheckInWords("on_track", "Well")
    who = {"plan": weeks, "week": 2, "now": now}
    save_check_in(version=0, words=words, by=weeks.lead, **who)
    assert beside(weeks.lead).endswith("Go on with the check-in of week 2")
    today(date(2026, 9, 22))
    missed = "Check-in, missed It was due on Fri 18 Sep. 0 done, 3 late and 0 blocked are filled in for it."
    assert beside(manager) == f"{missed} Check-in of week 2"
    send_check_in(version=1, words=words, by=weeks.lead, **who)
    assert beside(weeks.lead) == "Check-in, sent on Thu 17 Sep Read the check-in of week 2"
    assert beside(manager) == "Check-in, sent on Thu 17 Sep Acknowledge the check-in of week 2"
    acknowledge_check_in(answer="", by=manager, **who)
    assert beside(manager) == "Check-in, acknowledged on Thu 17 Sep Read the check-in of week 2"


def test_a_plan_that_ended_without_a_check_in_is_owed_none(client, weeks):
    Plan.objects.filter(pk=weeks.pk).update(finished_at=build.NOW)
    client.force_login(weeks.lead)
    said = text_of(client.get(reverse("plan_week", args=(weeks.slug, 2))))
    assert "Check-in, never sent Check-in of week 2" in said


def test_what_was_late_and_got_done_this_week_stays_in_sight_at_the_end(client, weeks):
    client.force_login(weeks.lead)
    early = item_of(weeks, title="Early")
    tick(client, weeks, early)
    page = client.get(reverse("plan", args=(weeks.slug,)))
    assert shown(page, "own") == ["Today", "Soon", "End", "Early"]
    assert "Week 2 · 4 things, 1 done Mon" in text_of(page)
    Item.objects.filter(pk=early.pk).update(done_at=datetime(2026, 9, 8, 9, tzinfo=UTC))
    assert shown(client.get(reverse("plan", args=(weeks.slug,))), "own") == ["Today", "Soon", "End"]


def test_another_week_shows_its_own_and_nothing_left_over(client, weeks):
    client.force_login(weeks.lead)
    page = client.get(reverse("plan_week", args=(weeks.slug, 1)))
    assert shown(page, "own") == ["Early"]
    assert shown(page, "later") == ["Today", "Soon", "End"]
    assert shown(client.get(reverse("plan_week", args=(weeks.slug, 3))), "own") == ["Next"]


def test_today_is_the_organisations_day(client, weeks, monkeypatch, settings):
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 9, 16, 23, 30, tzinfo=UTC))
    client.force_login(weeks.lead)
    assert "day 10 of 28" in text_of(client.get(reverse("plan", args=(weeks.slug,))))
    settings.TIME_ZONE = "Europe/Berlin"
    assert "day 11 of 28" in text_of(client.get(reverse("plan", args=(weeks.slug,))))


def test_the_strip_names_phases_and_weeks_and_marks_the_past_the_late_and_the_shown(client, weeks):
    client.force_login(weeks.lead)
    html = client.get(reverse("plan", args=(weeks.slug,))).content.decode()
    strip = re.sub(r"\s+", " ", element(html, '<ol class="strip">'))
    assert '<span title="1 · Look">' in strip
    assert '<li class="phase span-2 later"><span title="2 · Mend">' in strip
    first, second, *_ = re.findall(r"<a href.*?</a>", strip)
    assert "1 late" in first
    assert "past" not in first
    assert 'aria-current="true"' in second
    tick(client, weeks, item_of(weeks, title="Early"))
    html = client.get(reverse("plan", args=(weeks.slug,))).content.decode()
    assert 'class="past"' in re.findall(r"<a href.*?</a>", element(html, '<ol class="strip">'))[0]


def test_owners_are_initials_with_their_names_and_vacant_roles_keep_theirs(client, weeks):
    client.force_login(weeks.lead)
    html = client.get(reverse("plan", args=(weeks.slug,))).content.decode()
    assert 'title="Priya Raman">PR</span>' in html
    assert 'title="Engineer A (nobody yet)">EA</span>' in html
    assert 'title="Everyone in the plan">All</span>' in html


def test_moved_practices_have_the_words_of_the_newest_edition_and_the_teams_last_level(client, weeks):
    old = build.version({"testing": (1,)})
    new = build.version({"testing": (1, 1)}, model=old.model)
    build.submission(build.cycle(new), weeks.team, {"testing-1": 1})
    client.force_login(weeks.lead)
    page = text_of(client.get(reverse("plan", args=(weeks.slug,))))
    assert "Moves these practices Testing practice 1 1 → 3 Testing practice 2" in page
    assert "nobody-knows" not in page
    build.submission(build.cycle(new, quarter="2027-q1"), weeks.team, {"testing-1": 3}, now=LATER)
    assert "Testing practice 1 3 reached" in text_of(client.get(reverse("plan", args=(weeks.slug,))))


def test_what_people_wrote_is_shown_as_text_and_runs_nothing(client, db, today):
    evil = "<script>alert(1)</script>"
    document = building.text_document(
        f"# {evil}\n\n## Week 1: {evil}\n\n### Goals\n\n- {evil}\n\n### Quick wins\n\n#### {evil} **bold**\n\n"
        f"{evil}\n\n[a](javascript:alert(1)) ![p](https://example.org/p.png)\n\n```html\n{evil}\n```\n\n"
        f"### Risks\n\n{evil}\n"
    )
    plan = building.started(document)
    client.force_login(plan.lead)
    client.get(reverse("plan_template", args=(plan.template.slug,)))
    for page in [*pages(plan)[:3], reverse("plans"), reverse("plan_template", args=(plan.template.slug,))]:
        html = client.get(page).content.decode()
        assert "<script>alert" not in html
        assert 'href="javascript' not in html
        assert "<img" not in html
    assert "<strong>bold</strong>" in client.get(reverse("plan_phases", args=(plan.slug,))).content.decode()
