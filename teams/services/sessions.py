"""Ending sessions of a person."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session

from teams.models import User


def end_sessions(person: User, *, now: datetime) -> int:
    """Signed out everywhere, from the next click on; how many sessions that were. A session tells whose it is only
    once it is read, so that all that still run are."""
    running = Session.objects.filter(expire_date__gt=now).iterator()
    own = [each.pk for each in running if each.get_decoded().get(SESSION_KEY) == str(person.pk)]
    UserSession.objects.filter(user=person).delete()
    return Session.objects.filter(pk__in=own).delete()[0] if own else 0
