"""Writing, sending and acknowledging check-ins: who may, once, and what is fixed from when on."""

from datetime import UTC, datetime

import pytest

from common.decisions import ChangedSince, DomainError, Refused
from plans.models import CheckIn
from plans.services.check_ins import (
    CheckInWords,
    acknowledge_check_in,
    save_check_in,
    send_check_in,
)
from plans.services.items import mark_item_done
from teams.models import Event
from tests import build
from tests.plans.pages import item_of

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 9, 16, 12, tzinfo=UTC)
WORDS = CheckInWords("at_risk", "Slow", "Faster", "Access")


@pytest.fixture
def managed(weeks):
    weeks.manager = build.user("Dana Okafor")
    weeks.save()
    return weeks


def save(plan, words=WORDS, *, week=2, version=0, by=None, now=NOW):
    return save_check_in(plan=plan, week=week, version=version, words=words, by=by or plan.lead, now=now)


def send(plan, words=WORDS, *, week=2, version=0, by=None, now=NOW):
    return send_check_in(plan=plan, week=week, version=version, words=words, by=by or plan.lead, now=now)


def acknowledge(plan, answer="", *, week=2, by=None):
    return acknowledge_check_in(plan=plan, week=week, answer=answer, by=by or plan.manager, now=NOW)


def verbs():
    names = ("drafted", "sent", "acknowledged")
    return list(Event.objects.filter(verb__in=names).order_by("pk").values_list("verb", flat=True))


def test_a_draft_is_made_saved_sent_and_acknowledged_once_each(managed):
    for _ in range(2):
        assert save(managed).version == 1
    for _ in range(2):
        assert save(managed, CheckInWords(summary="Slow"), version=1).version == 2
    sent, _ = (send(managed, version=2) for _ in range(2))
    acknowledged, _ = (acknowledge(managed, "Well said") for _ in range(2))
    assert verbs() == ["drafted", "drafted", "drafted", "sent", "acknowledged"]
    assert CheckIn.objects.get() == sent == acknowledged
    assert (sent.sent_at, sent.version) == (NOW, 3)
    assert (acknowledged.acknowledged_by, acknowledged.answer) == (managed.manager, "Well said")


def test_it_is_sent_with_what_happened_and_keeps_that(managed):
    item = item_of(managed, title="Today")
    mark_item_done(item=item, version=1, by=managed.lead, now=NOW)
    row = send(managed)
    assert [fact["title"] for fact in row.facts["done"]] == ["Today"]
    assert [fact["title"] for fact in row.facts["late"]] == ["Early"]
    mark_item_done(item=item_of(managed, title="Early"), version=1, by=managed.lead, now=NOW)
    row.refresh_from_db()
    assert [fact["title"] for fact in row.facts["late"]] == ["Early"]


def test_whoever_saw_an_older_draft_is_told_and_nothing_is_overwritten(managed):
    save(managed, CheckInWords(summary="First"))
    for act in (save, send):
        with pytest.raises(ChangedSince, match="Priya Raman saved other words on Wed 16 Sep"):
            act(managed, WORDS, version=0)
    assert CheckIn.objects.get().summary == "First"
    assert verbs() == ["drafted"]
    assert send(managed, WORDS, version=1).summary == "Slow"


def test_what_was_sent_is_fixed(managed):
    send(managed)
    for act in (save, send):
        with pytest.raises(ChangedSince, match="Priya Raman sent this check-in on Wed 16 Sep"):
            act(managed, CheckInWords("on_track", "Never mind"), version=1)
    assert CheckIn.objects.get().summary == "Slow"


def test_nothing_is_sent_without_a_word_on_confidence(managed):
    with pytest.raises(DomainError, match="how confident"):
        send(managed, CheckInWords(summary="Slow"))
    assert not CheckIn.objects.exists()


def test_weeks_to_come_have_no_draft_and_weeks_gone_by_may_still_be_written(managed):
    with pytest.raises(DomainError, match="Week 3 has not begun yet"):
        save(managed, week=3)
    for week in (0, 5):
        with pytest.raises(DomainError, match=f"no week {week}"):
            send(managed, week=week)
    assert send(managed, week=1, now=datetime(2026, 12, 1, tzinfo=UTC)).week == 1


def test_only_the_lead_writes(managed):
    for who in (
        managed.manager,
        managed.roles.get(name="Engineer A").person,
        build.user(role="administrator"),
    ):
        for act in (save, send):
            with pytest.raises(Refused, match="Only the plan's lead"):
                act(managed, by=who or build.user())
    assert not CheckIn.objects.exists()


def test_only_the_manager_acknowledges_and_only_what_was_sent(managed):
    with pytest.raises(DomainError, match="not sent yet"):
        acknowledge(managed)
    save(managed)
    with pytest.raises(DomainError, match="not sent yet"):
        acknowledge(managed)
    send(managed, version=1)
    for who in (managed.lead, build.user(role="administrator"), build.user(role="leadership")):
        with pytest.raises(Refused, match="Only the plan's manager"):
            acknowledge(managed, by=who)
    acknowledge(managed)
    with pytest.raises(ChangedSince, match="Dana Okafor acknowledged it on Wed 16 Sep"):
        acknowledge(managed, "On second thoughts")
    assert CheckIn.objects.get().answer == ""


def test_without_a_manager_nobody_acknowledges(weeks):
    send(weeks)
    with pytest.raises(Refused, match="Nobody manages this plan yet"):
        acknowledge(weeks, by=build.user(role="administrator"))


def test_a_new_manager_may_acknowledge_what_the_old_one_did_not(managed):
    send(managed)
    managed.manager = build.user("Noor Haddad")
    managed.save()
    assert acknowledge(managed).acknowledged_by == managed.manager


def test_a_new_lead_goes_on_with_the_draft(managed):
    old = managed.lead
    save(managed)
    managed.lead = build.user("Noor Haddad")
    managed.save()
    with pytest.raises(Refused):
        save(managed, by=old, version=1)
    row = save(managed, CheckInWords(summary="Mine"), version=1)
    assert (row.saved_by, row.summary) == (managed.lead, "Mine")


def test_a_finished_plan_takes_none_of_it(managed):
    send(managed)
    managed.finished_at, managed.finished_by = NOW, managed.lead
    managed.save()
    for act in (save, send):
        with pytest.raises(Refused, match="finished"):
            act(managed, week=1)
    with pytest.raises(Refused, match="finished"):
        acknowledge(managed)
