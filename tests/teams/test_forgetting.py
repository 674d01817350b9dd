"""A name is replaced everywhere, for good: in rows, in frozen rows, in what is exported, on every page."""

import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from common.copying.folders import write_folder
from common.copying.tables import digests, lines, tables
from common.decisions import ChangedSince, DomainError, Refused
from common.triggers import frozen_of_apps
from maturity.models import Answer, Assessment, Evidence, Submission
from plans.models import (
    CalendarFeed,
    CheckIn,
    Comment,
    Item,
    MetricEdition,
    Note,
    Plan,
    PlanRole,
    SuccessMetric,
)
from plans.services.feeds import renew_feed
from plans.services.people import hand_over
from teams.models import Event, Mail, Team, User
from teams.queries.forgetting import forgetting
from teams.services.forgetting import forget_person
from teams.services.people import change_person, deactivate_person, reactivate_person
from tests import build
from tests.addresses.organisation import Organisation, an_organisation
from tests.addresses.table import PAGES
from tests.plans.pages import text_of
from tests.teams.test_mail import queue

pytestmark = pytest.mark.django_db
NOW = build.NOW
NAME = "Quilla Zetterberg"
OLD = re.compile("quilla|zetterberg|halvorsen", re.IGNORECASE)


@pytest.fixture
def organisation(monkeypatch: pytest.MonkeyPatch) -> Organisation:
    """That of every address, whose lead is called so that nothing else is, and is spoken of in many places."""
    make = build.user
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    monkeypatch.setattr(build, "user", lambda name="", **of: make(NAME if name == "Lead" else name, **of))
    made = an_organisation()
    speak_of(made.people["lead"], made)
    return made


def speak_of(person: User, made: Organisation) -> None:
    plan = Plan.objects.get(slug=made.words["plan"])
    by = {"by": made.people["administrator"], "now": NOW}
    item = Item.objects.filter(phase__plan=plan).earliest("pk")
    Comment.objects.create(item=item, author=person, text=f"@Quilla, ask {person.email.upper()}", at=NOW)
    Note.objects.create(plan=plan, title=f"{NAME}'s notes", body=f"By {NAME.lower()}", position=99)
    Plan.objects.filter(pk=plan.pk).update(
        title=f"First days of {NAME}", slug="first-days-of-quilla-zetterberg"
    )
    made.words["plan"] = f"first-days-of-former-member-{person.pk}"
    PlanRole.objects.filter(plan=plan, person=None).update(person_name=NAME)
    metric = SuccessMetric.objects.create(plan=plan, position=9)
    edition = {"title": f"{NAME} is known", "baseline": "0", "target": "1", "measured_by": "asking"}
    MetricEdition.objects.create(
        metric=metric, number=1, written_at=NOW, agreed_at=NOW, agreed_by=made.people["manager"], **edition
    )
    CheckIn.objects.create(
        plan=plan,
        week=3,
        confidence="on_track",
        summary=f"{NAME} was ill.",
        facts={"done": [{"item": item.pk, "title": f"Met {NAME}", "day": None, "before": None, "words": ""}]},
        saved_at=NOW,
        sent_at=NOW,
    )
    assessment = Assessment.objects.get(cycle__slug="2026-q3", team__slug="ledger")
    Submission.objects.create(
        assessment=assessment,
        team=assessment.team,
        version=assessment.cycle.version,
        number=9,
        submitted_at=NOW - timedelta(days=90),
        day=(NOW - timedelta(days=90)).date(),
        reason=f"{NAME} counted twice",
    )
    answer = Answer.objects.filter(assessment__cycle__slug="2026-q4").first()
    Answer.objects.filter(pk=answer.pk).update(note=f"Ask {NAME}.")
    Evidence.objects.filter(answer__assessment__cycle__slug="2026-q4").update(title=f"Runbook of {NAME}")
    Team.objects.filter(slug="ledger").update(purpose=f"Was {NAME}'s")
    queue(person, key="own")
    queue(made.people["member"], key=person.email)
    change_person(
        person=person, name="Quilla Halvorsen", email=person.email, role=person.role, version=1, **by
    )
    hand_over(
        plan=Plan.objects.get(pk=plan.pk), lead=made.people["member"], manager=None, roles={}, version=2, **by
    )
    renew_feed(plan=None, seen="", by=person, now=NOW)
    person.refresh_from_db()


def gone(organisation: Organisation) -> User:
    person = organisation.people["lead"]
    deactivate_person(person=person, by=organisation.people["administrator"], now=NOW)
    person.refresh_from_db()
    return person


def forget(person: User, by: User, **changes: object) -> int:
    asked = {"words": "", "in_words": True, "version": person.version, "by": by, "now": NOW}
    return forget_person(person=person, **asked | changes)


def rows_that_tell() -> list[str]:
    return [f"{table._meta.label}: {line}" for table in tables() for line in lines(table) if OLD.search(line)]


def test_nothing_tells_the_name_any_more(organisation: Organisation, tmp_path) -> None:
    """Not a row, not an export, not a page, not a feed; and nothing but words was changed."""
    person, administrator = gone(organisation), organisation.people["administrator"]
    spoken_of = {line.partition(":")[0] for line in rows_that_tell()}
    assert len(spoken_of) >= 13, spoken_of
    before = digests()
    browser = organisation.browser("administrator")
    path = reverse("person_forget", args=[person.pk])
    assert "Known here also as Quilla Zetterberg" in text_of(browser.get(path))
    asked = {"words": "", "in_words": "on", "version": str(person.version)}
    assert "Name and address are replaced, in" in text_of(browser.post(path, asked, follow=True))

    assert rows_that_tell() == []
    write_folder(tmp_path / "all", now=NOW)
    for file in (tmp_path / "all").iterdir():
        assert not OLD.search(file.read_text()), file
    for page in {
        page.name: page for page in PAGES
    }.values():  # an administrator sees them all, but for what is each reader's own
        answer = browser.get(organisation.path(page))
        assert not OLD.search(answer.getvalue().decode(errors="replace") + answer.get("Location", "")), page
    after = digests()
    same = {"maturity.snapshot", "maturity.closedfigures", "maturity.practice", "maturity.submittedanswer"}
    assert {label: after[label] for label in same} == {label: before[label] for label in same}
    assert {label: after[label][0] for label in spoken_of_labels(spoken_of)} == {
        label: before[label][0] + (label == "teams.event") for label in spoken_of_labels(spoken_of)
    }
    event = Event.objects.latest("pk")
    new = f"Former member {person.pk}"
    assert str(event) == f"{administrator} replaced the name of {new}"
    assert Event.objects.filter(actor=person).exclude(actor_name=new).count() == 0
    assert Mail.objects.filter(recipient=person).exclude(text="").count() == 0
    assert CalendarFeed.objects.filter(person=person).count() == 0


def spoken_of_labels(found: set[str]) -> set[str]:
    return {label.lower() for label in found}


def test_what_was_frozen_is_frozen_again(organisation: Organisation) -> None:
    person = gone(organisation)
    forget(person, organisation.people["administrator"])
    for change in (
        lambda: Event.objects.update(verb="x"),
        lambda: Submission.objects.update(reason="x"),
        lambda: CheckIn.objects.filter(week=3).update(summary="x"),
        lambda: MetricEdition.objects.update(title="x"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert len({each.name("UPDATE") for each in frozen_of_apps()}) > 5


def test_a_failure_leaves_all_as_it_was_and_frozen(organisation: Organisation, monkeypatch) -> None:
    person, before = gone(organisation), digests()

    def fail(*args: object, **kwargs: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("teams.services.forgetting.end_sessions", fail)
    with pytest.raises(ZeroDivisionError):
        forget(person, organisation.people["administrator"])
    assert digests() == before
    with pytest.raises(DatabaseError), transaction.atomic():
        Event.objects.update(verb="x")


# Small worlds


@pytest.fixture
def administrator() -> User:
    return build.user("Sam Osei", role="administrator")


@pytest.fixture
def left(administrator: User) -> User:
    person = build.user("Priya Raman")
    deactivate_person(person=person, by=administrator, now=NOW)
    person.refresh_from_db()
    return person


def test_the_person_is_nobody_and_stays_so(administrator: User, left: User) -> None:
    forget(left, administrator)
    left.refresh_from_db()
    assert left.name == f"Former member {left.pk}"
    assert left.email == f"former-member-{left.pk}@removed.invalid"
    assert not left.is_active
    assert not left.has_usable_password()
    assert forget(left, administrator) == 0
    with pytest.raises(Refused, match="replaced for good"):
        reactivate_person(person=left, by=administrator, now=NOW)


def test_words_may_be_given_that_do_not_hold_the_name(administrator: User, left: User) -> None:
    with pytest.raises(DomainError, match="hold the name that is to go"):
        forget(left, administrator, words="Formerly Priya Raman")
    forget(left, administrator, words="A colleague of 2026")
    assert User.objects.get(pk=left.pk).name == "A colleague of 2026"


def test_what_people_wrote_stays_unless_it_is_asked_for(administrator: User, left: User) -> None:
    team = build.team("Ledger")
    Team.objects.filter(pk=team.pk).update(purpose=f"Priya Raman's, {left.email}")
    forget(left, administrator, in_words=False)
    team.refresh_from_db()
    assert team.purpose == f"Priya Raman's, former-member-{left.pk}@removed.invalid"
    assert f"Former member {left.pk}" in str(Event.objects.get(verb="deactivated"))


def test_a_namesake_and_a_single_word_are_pointed_out(administrator: User, left: User) -> None:
    assert forgetting(left).is_plain
    other = User.objects.create_user("other@example.org", name="priya raman")
    assert forgetting(left).namesake == other
    assert not forgetting(left).is_plain
    single = build.user("Will")
    assert not forgetting(single).is_plain


def test_a_first_name_is_a_mention_of_who_alone_has_it(administrator: User, left: User) -> None:
    team = build.team("Ledger")
    for others, after in ((False, f"@Former member {left.pk}"), (True, "@Priya")):
        with transaction.atomic():
            Team.objects.filter(pk=team.pk).update(purpose="@Priya")
            if others:
                User.objects.create_user("other@example.org", name="Priya Nair")
            forget(left, administrator)
            team.refresh_from_db()
            transaction.set_rollback(True)
        assert team.purpose == after


def test_who_still_works_here_is_not_forgotten(administrator: User) -> None:
    person = build.user("Priya Raman")
    for by, words in ((administrator, "Deactivate Priya Raman first"), (person, "Only an administrator")):
        with pytest.raises(Refused, match=words):
            forget(person, by)


def test_of_two_administrators_the_second_is_told(administrator: User, left: User) -> None:
    with pytest.raises(ChangedSince, match="since you opened the page"):
        forget(left, administrator, version=left.version - 1)
    assert User.objects.get(pk=left.pk).name == "Priya Raman"


def test_new_words_that_will_not_do_are_said_beside_them(
    administrator: User, left: User, client: Client
) -> None:
    client.force_login(administrator)
    asked = {"words": "Not Priya Raman", "in_words": "on", "version": left.version}
    answer = client.post(reverse("person_forget", args=[left.pk]), asked)
    assert (answer.status_code, "Choose others" in text_of(answer)) == (422, True)
