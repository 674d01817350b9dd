"""Signing browsers out from elsewhere."""

from collections.abc import Iterable
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from common.services import service
from teams.models import User
from teams.policies import may_administer, may_change_sign_in
from teams.services import activity


@service
def end_device(*, number: int, by: User, now: datetime) -> bool:
    """Sign one of the person's own browsers out. False where it is not signed in any more, or not theirs."""
    may_change_sign_in(by).require()
    return bool(_end(UserSession.objects.filter(pk=number, user=by), by, by, now))


@service
def end_other_devices(*, keep: str, by: User, now: datetime) -> int:
    """Sign every browser of the person out but the one with the session `keep`; how many there were."""
    may_change_sign_in(by).require()
    return _end(UserSession.objects.filter(user=by).exclude(session_key=keep), by, by, now)


@service
def end_every_device(*, person: User, by: User, now: datetime) -> int:
    """Sign somebody out everywhere."""
    may_administer(by).require()
    return _end(UserSession.objects.filter(user=person), person, by, now)


def _end(rows: Iterable[UserSession], person: User, by: User, now: datetime) -> int:
    keys = [row.session_key for row in rows]
    ended, _ = Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(session_key__in=keys).delete()
    if ended:
        detail = {"devices": ended}
        activity.record(by=by, now=now, verb="signed out other devices of", subject=person, detail=detail)
    return ended
