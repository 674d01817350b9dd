"""The activity log."""

import pytest
from django.db import DatabaseError, transaction

from teams.models import Event
from teams.services import activity
from tests import build

pytestmark = pytest.mark.django_db


def test_an_event_says_who_did_what_to_what_and_keeps_the_name() -> None:
    person, team = build.user("Dana Okafor"), build.team("Ledger")
    event = activity.record(
        by=person, now=build.NOW, verb="renamed", subject=team, team=team, detail={"from": "Books"}
    )
    person.name = "Somebody Else"
    person.save()
    event.refresh_from_db()
    assert str(event) == "Dana Okafor renamed Ledger"
    assert (event.subject_type, event.subject_id, event.detail) == ("teams.team", team.pk, {"from": "Books"})


def test_what_nobody_did_was_done_by_waymark() -> None:
    assert (
        str(activity.record(by=None, now=build.NOW, verb="opened", subject=build.team("Ledger")))
        == "Waymark opened Ledger"
    )


def test_the_log_cannot_be_edited_or_shortened() -> None:
    activity.record(by=None, now=build.NOW, verb="opened", subject=build.team())
    for change in (
        lambda: Event.objects.update(verb="closed"),
        lambda: Event.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="activity log is never edited"), transaction.atomic():
            change()
