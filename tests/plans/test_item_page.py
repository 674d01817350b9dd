"""The page of an item: what people do there, what two of them at once are told, and what its history says."""

from datetime import timedelta

import pytest
from django.urls import reverse

from common.decisions import ChangedSince, DomainError, Refused
from plans.models import Change, Comment, CountTick, Item
from plans.queries.mentions import mentioned_in
from plans.queries.own_items import own_items
from plans.services.item_states import change_item_state
from plans.services.item_talk import add_comment, add_link, add_tick, remove_comment
from plans.services.items import mark_item_done
from teams.models import Event
from tests import build, page_forms
from tests.markup import faults
from tests.plans.pages import INSIDE, item_of, people, statements, text_of

BLOCKED, DROPPED, DOING = Item.State.BLOCKED, Item.State.DROPPED, Item.State.DOING


@pytest.fixture
def item(weeks):
    return item_of(weeks, title="Today")


def address(item, name="plan_item", *more):
    return reverse(name, args=(item.phase.plan.slug, item.pk, *more))


def edited(client, item, **values):
    """The post of the form as the page has it, with some of it typed anew."""
    page = client.get(address(item)).content.decode()
    (form,) = (
        each for each in page_forms.forms(page) if any(name == "outcome_actual" for name, _ in each.fields)
    )
    return form.filled(**values)


def test_the_page_says_all_of_it_to_everybody_who_sees_the_plan(client, plan):
    item = item_of(plan)
    for role, user in people(plan).items():
        client.force_login(user)
        assert client.get(address(item)).status_code == (200 if role in INSIDE else 404), role


def test_an_edit_is_kept_with_before_and_after_and_can_be_undone(client, weeks, item):
    client.force_login(weeks.lead)
    sent = edited(
        client, item, title="Today, with care", effort="2-4 hours", due_kind="working_day", due_number="9"
    )
    assert client.post(address(item), sent).status_code == 302
    item.refresh_from_db()
    assert (item.title, item.effort_low, item.effort_high, item.effort_unit) == (
        "Today, with care",
        2,
        4,
        "hours",
    )
    assert item.due_on.isoformat() == "2026-09-17"
    page = client.get(address(item))
    assert "Title: Today → Today, with care" in text_of(page)
    assert "Due: Wed 16 Sep → Thu 17 Sep" in text_of(page)
    assert client.post(address(item, "plan_item_undo", Change.objects.get().pk)).status_code == 302
    item.refresh_from_db()
    assert (item.title, item.effort_low, item.due_on.isoformat()) == ("Today", None, "2026-09-16")
    assert "taken back" in text_of(client.get(address(item)))
    assert [event.verb for event in Event.objects.filter(verb__in=("edited", "undid"))] == ["undid", "edited"]


def test_an_item_is_made_everyones_and_is_so_no_more(client, weeks, item):
    emil = build.user("Emil Aalto")
    weeks.roles.filter(name="Engineer A").update(person=emil)
    client.force_login(weeks.lead)
    client.post(address(item), edited(client, item, everyone="on"))
    item.refresh_from_db()
    assert item.everyone
    assert "Accountable Priya Raman, and everyone in the plan" in text_of(client.get(address(item)))
    assert "For everyone: no → yes" in text_of(client.get(address(item)))
    assert own_items(emil, Item.objects.filter(pk=item.pk)) == [item]
    sent = edited(client, item)
    assert sent.pop("everyone")
    client.post(address(item), sent)
    assert own_items(emil, Item.objects.filter(pk=item.pk)) == []


def test_saving_the_form_as_it_stands_changes_nothing(client, weeks, item):
    client.force_login(weeks.lead)
    for each in Item.objects.filter(phase__plan=weeks):
        assert client.post(address(each), edited(client, each)).status_code == 302
    assert not Change.objects.exists()


def test_the_second_of_two_writers_is_told_by_whom_and_keeps_what_they_typed(client, weeks, item):
    client.force_login(weeks.lead)
    mine = edited(client, item, title="Mine", why="Because I say so")
    admin = build.user("Admin", role="administrator")
    client.force_login(admin)
    client.post(address(item), edited(client, item, title="Theirs"))
    client.force_login(weeks.lead)
    answer = client.post(address(item), mine)
    assert answer.status_code == 409
    assert "Admin edited it" in text_of(answer)
    assert "Title, as it is now Theirs" in text_of(answer)
    assert "Because I say so" in answer.content.decode()
    assert 'value="Mine"' in answer.content.decode()
    item.refresh_from_db()
    assert (item.title, item.version) == ("Theirs", 2)
    again = {**mine, "version": ["2"]}
    assert client.post(address(item), again).status_code == 302
    item.refresh_from_db()
    assert item.title == "Mine"


@pytest.mark.parametrize(
    "values",
    [
        {"title": ""},
        {"due_kind": "pinned"},
        {"due_kind": "week_end"},
        {"effort": "a while"},
        {"count": "some engineers"},
        {"count": "8-6 engineers"},
    ],
)
def test_what_cannot_be_is_said_beside_the_field(client, weeks, item, values):
    client.force_login(weeks.lead)
    Item.objects.filter(pk=item.pk).update(due_kind="", due_number=None)
    answer = client.post(
        address(item), edited(client, item) | {key: [value] for key, value in values.items()}
    )
    assert answer.status_code == 422
    assert "errorlist" in answer.content.decode()
    assert not Change.objects.exists()


@pytest.mark.parametrize(
    ("words", "kept"),
    [("6-8 engineers", (6, 8)), ("3", (3, 3)), ("2 to 4 talks", (2, 4)), ("", (None, None))],
)
def test_a_count_is_typed_in_words_and_read_into_numbers(client, weeks, item, words, kept):
    Item.objects.filter(pk=item.pk).update(count_low=1, count_high=2, count_words="1-2 talks")
    client.force_login(weeks.lead)
    assert client.post(address(item), edited(client, item, count=words)).status_code == 302
    item.refresh_from_db()
    assert (item.count_low, item.count_high, item.count_words) == (*kept, words)
    assert f"Count: 1-2 talks → {words or 'nothing'}" in text_of(client.get(address(item)))


def test_a_count_without_words_is_shown_as_a_range_and_stays_as_it_is(client, weeks, item):
    Item.objects.filter(pk=item.pk).update(count_low=6, count_high=8)
    client.force_login(weeks.lead)
    sent = edited(client, item, who="Me, Engineer A")
    assert sent["count"] == ["6-8"]
    assert client.post(address(item), sent).status_code == 302
    item.refresh_from_db()
    assert (item.who, item.count_low, item.count_high, item.count_words) == ("Me, Engineer A", 6, 8, "")


@pytest.mark.parametrize(
    ("name", "data", "said", "kept"),
    [
        (
            "plan_item_state",
            {"state": "blocked", "version": 1, "blocked_by": "Security"},
            "Say why",
            "Security",
        ),
        (
            "plan_item_state",
            {"state": "handed_on", "version": 1, "reason": "To Ada"},
            "valid choice",
            "To Ada",
        ),
        (
            "plan_item_state",
            {"state": "dropped", "version": 1, "reason": "x" * 501},
            "at most 500",
            "x" * 501,
        ),
        ("plan_item_comment", {"text": " ", "seen": 0}, "Write something first", ""),
        ("plan_item_comment", {"text": "Hello there"}, "required", "Hello there"),
        ("plan_item_link", {"url": "", "title": "Runbook"}, "Paste the address", "Runbook"),
        ("plan_item_link", {"url": "http://example.org"}, "begins with https://", "http://example.org"),
        ("plan_item_link", {"url": "javascript:alert(1)"}, "no address", "javascript:alert(1)"),
        ("plan_item_count", {"note": "y" * 301, "seen": 0}, "at most 300", "y" * 301),
    ],
)
def test_what_cannot_be_leads_back_to_its_form_with_what_was_typed(
    client, weeks, item, name, data, said, kept
):
    Item.objects.filter(pk=item.pk).update(count_low=2, count_high=2)
    client.force_login(weeks.lead)
    answer = client.post(address(item, name), data)
    assert answer.status_code == 422
    assert faults(answer.content.decode()) == []
    sent = [form for form in page_forms.forms(answer.content.decode()) if form.action == address(item, name)][
        -1
    ]
    assert said in html_of(answer, sent)
    assert kept in [value for _, value in sent.fields] or not kept
    assert answer.content.decode().count("autofocus") == 1
    assert not Change.objects.exists()
    assert not Comment.objects.exists()


def html_of(answer, form):
    """The markup of the last form with this address: the one with fields to fill in."""
    parts = answer.content.decode().split("<form")
    return next(part for part in reversed(parts) if f'action="{form.action}"' in part)


def test_whoever_comes_second_keeps_what_they_typed_and_may_send_it_again(client, weeks, item):
    Item.objects.filter(pk=item.pk).update(count_low=2, count_high=2)
    client.force_login(weeks.lead)
    where = address(item, "plan_item_state")
    client.post(where, {"state": "doing", "version": 1})
    late = client.post(where, {"state": "blocked", "version": 1, "reason": "No access"})
    assert late.status_code == 409
    assert "Priya Raman started it" in text_of(late)
    assert "What you typed is still in its form" in text_of(late)
    again = next(
        form for form in page_forms.forms(late.content.decode()) if ("reason", "No access") in form.fields
    )
    assert client.post(where, again.filled() | {"state": "blocked"}).status_code == 302
    where = address(item, "plan_item_count")
    client.post(where, {"note": "Ada", "seen": 0})
    late = client.post(where, {"note": "Noor", "seen": 0})
    assert late.status_code == 409
    client.post(where, page_forms.form(late.content.decode(), where).filled())
    assert [tick.note for tick in item.ticks.order_by("pk")] == ["Ada", "Noor"]


def test_an_undo_that_cannot_be_says_so_on_the_page(client, weeks, item):
    client.force_login(weeks.lead)
    where = address(item, "plan_item_state")
    client.post(where, {"state": "doing", "version": 1})
    first = Change.objects.get()
    client.post(where, {"state": "done", "version": 2})
    answer = client.post(address(item, "plan_item_undo", first.pk))
    assert answer.status_code == 409
    assert "Not taken back" in text_of(answer)
    assert "What you typed" not in text_of(answer)


def test_a_practice_leads_to_the_guide_and_to_the_teams_cell(client, weeks):
    build.version()
    early, end = item_of(weeks, title="Early"), item_of(weeks, title="End")
    client.force_login(weeks.lead)
    html = client.get(address(early)).content.decode()
    assert 'href="/guide/practices/testing-1/">Testing practice 1</a>, to level 3' in html
    assert 'href="/matrix/checkout/testing/">Checkout in the matrix</a>' in html
    unknown = client.get(address(end)).content.decode()
    assert "nobody-knows, to level 2" in unknown
    assert "/guide/practices/" not in unknown


def test_states_have_a_button_each_and_a_reason_where_one_is_needed(client, weeks, item):
    client.force_login(weeks.lead)
    where = address(item, "plan_item_state")
    assert client.post(where, {"state": "doing", "version": 1}).status_code == 302
    assert client.post(where, {"state": "blocked", "version": 2}).status_code == 422
    asked = {"state": "blocked", "version": 2, "reason": "No access", "blocked_by": "Security"}
    assert client.post(where, asked).status_code == 302
    assert client.post(where, asked).status_code == 302  # pressed twice
    assert "No access; waits for Security" in text_of(client.get(address(item)))
    assert client.post(where, {"state": "done", "version": 3}).status_code == 302
    item.refresh_from_db()
    assert (item.state, item.reason, item.blocked_by, item.done_by) == ("done", "", "", weeks.lead)
    assert client.post(where, {"state": "open", "version": 3}).status_code == 409
    assert client.post(where, {"state": "open", "version": 4}).status_code == 302
    assert Change.objects.count() == 4


def test_a_tick_of_what_is_blocked_clears_what_it_waits_for_and_can_be_undone(client, weeks, item):
    change_item_state(
        item=item,
        version=1,
        state=BLOCKED,
        reason="No access",
        blocked_by="Emil",
        by=weeks.lead,
        now=build.NOW,
    )
    mark_item_done(item=item, version=2, by=weeks.lead, now=build.NOW)
    item.refresh_from_db()
    assert (item.state, item.reason, item.blocked_by) == ("done", "", "")
    client.force_login(weeks.lead)
    client.post(address(item, "plan_item_undo", Change.objects.latest("pk").pk))
    item.refresh_from_db()
    assert (item.state, item.reason, item.blocked_by) == ("blocked", "No access", "Emil")


def test_a_finished_plan_takes_no_change(client, weeks, item):
    weeks.finished_at, weeks.finished_by = build.NOW, weeks.lead
    weeks.save()
    client.force_login(weeks.lead)
    page = client.get(address(item))
    assert "This plan is finished" in text_of(page)
    assert "Add comment" not in text_of(page)
    posts = {
        "plan_item_state": {"state": "doing", "version": 1},
        "plan_item_comment": {"text": "Late", "seen": 0},
        "plan_item_link": {"url": "https://example.org"},
        "plan_item_count": {"seen": 0},
        "plan_item": {},
    }
    for name, data in posts.items():
        assert client.post(address(item, name), data).status_code == 403, name


def test_leadership_may_speak_and_not_change(weeks, item):
    head = build.user("Head", role="leadership")
    add_comment(item=item, text="Well done", seen=0, by=head, now=build.NOW)
    with pytest.raises(Refused):
        change_item_state(item=item, version=1, state=DOING, by=head, now=build.NOW)


def test_counts_go_up_one_at_a_time_with_a_note_and_can_be_taken_back(client, weeks, item):
    Item.objects.filter(pk=item.pk).update(count_low=6, count_high=8, count_words="6-8 engineers")
    client.force_login(weeks.lead)
    where = address(item, "plan_item_count")
    client.post(where, {"note": "Emil", "seen": 0})
    assert client.post(where, {"note": "Emil", "seen": 0}).status_code == 409
    assert "1 of 6–8" in text_of(client.get(address(item)))
    client.post(address(item, "plan_item_count_remove", CountTick.objects.get().pk))
    assert "0 of 6–8" in text_of(client.get(address(item)))


def test_links_are_https_and_once(client, weeks, item):
    client.force_login(weeks.lead)
    where = address(item, "plan_item_link")
    for url, status in (
        ("https://example.org/a", 302),
        ("https://example.org/a", 302),
        ("http://example.org", 422),
    ):
        assert client.post(where, {"url": url, "title": "A"}).status_code == status
    for url in ("javascript:alert(1)", "data:text/html,x", ""):
        assert client.post(where, {"url": url}).status_code == 422
    assert item.links.count() == 1
    client.post(address(item, "plan_item_link_remove", item.links.get().pk))
    assert item.links.count() == 0
    with pytest.raises(DomainError, match="https"):
        add_link(item=item, title="", url="http://example.org", by=weeks.lead, now=build.NOW)


def test_a_comment_is_markdown_names_whom_it_speaks_to_and_can_be_removed(client, plan):
    item = item_of(plan)
    client.force_login(plan.lead)
    where = address(item, "plan_item_comment")
    sent = {"text": "@Emil please **look** <script>x</script>", "seen": 0}
    client.post(where, sent)
    client.post(where, sent)  # pressed twice
    comment = Comment.objects.get()
    assert [who.name for who in comment.mentioned.all()] == ["Emil Aalto"]
    html = client.get(address(item)).content.decode()
    assert "<strong>look</strong>" in html
    assert "<script>x" not in html
    assert "Speaks to Emil Aalto" in html
    emil = plan.roles.get(name="Engineer A").person
    with pytest.raises(Refused):
        remove_comment(comment=comment, by=emil, now=build.NOW)
    client.post(address(item, "plan_item_comment_remove", comment.pk))
    assert "This comment was removed." in text_of(client.get(address(item)))


def test_a_mention_is_a_whole_name_and_a_first_name_that_two_share_is_nobodys(db):
    emil, emilia, other = build.user("Emil Aalto"), build.user("Emilia Berg"), build.user("Emil Zorn")
    assert mentioned_in("@Emilia and x@emil.org", [emil, emilia]) == [emilia]
    assert mentioned_in("(@emil aalto)", [emil, emilia, other]) == [emil]
    assert mentioned_in("@Emil", [emil, other]) == []
    assert mentioned_in("@Emil's turn", [emil, emilia]) == [emil]


def test_a_meeting_of_the_past_without_its_outcome_is_shown_as_such(client, weeks):
    early = item_of(weeks, title="Early")
    Item.objects.filter(pk=early.pk).update(kind="meeting")
    client.force_login(weeks.lead)
    assert "not written" in text_of(client.get(address(early)))
    client.post(address(early), edited(client, early, outcome_actual="We agreed."))
    page = text_of(client.get(address(early)))
    assert "not written" not in page
    assert "We agreed." in page


def test_a_longer_life_takes_no_more_statements(client, weeks, item):
    client.force_login(weeks.lead)
    lives = [1, 20]
    counted = []
    for n in lives:
        for k in range(n):
            seen, now = item.ticks.count(), build.NOW + timedelta(minutes=k)
            add_tick(item=item, note=f"{n}", seen=seen, by=weeks.lead, now=now)
            add_comment(item=item, text=f"@Priya {n} {k}", seen=1000, by=weeks.lead, now=now)
            add_link(item=item, title="", url=f"https://example.org/{n}/{k}", by=weeks.lead, now=now)
            state = DOING if item.state == "open" else Item.State.OPEN
            change_item_state(item=item, version=item.version, state=state, by=weeks.lead, now=now)
        counted.append(statements(client, address(item)))
    assert counted[0] == counted[1]


def test_an_old_page_is_told(weeks, item):
    change_item_state(item=item, version=1, state=DROPPED, reason="No use", by=weeks.lead, now=build.NOW)
    with pytest.raises(ChangedSince, match="Priya Raman dropped it"):
        change_item_state(item=item, version=1, state=DOING, by=weeks.lead, now=build.NOW)
