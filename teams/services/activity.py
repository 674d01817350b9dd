"""Writing to the activity log. Every service calls this, inside its own transaction."""

from datetime import datetime
from typing import Any

from django.db import models

from teams.models import Event, Team, User


def record(
    *,
    by: User | None,
    now: datetime,
    verb: str,
    subject: models.Model,
    team: Team | None = None,
    detail: dict[str, Any] | None = None,
) -> Event:
    """One event; `verb` is past tense ("submitted"), `detail` plain JSON values."""
    made = event(by=by, now=now, verb=verb, subject=subject, team=team, detail=detail)
    made.save()
    return made


def event(
    *,
    by: User | None,
    now: datetime,
    verb: str,
    subject: models.Model,
    team: Team | None = None,
    detail: dict[str, Any] | None = None,
) -> Event:
    """The same, not saved yet: for whoever writes many at once."""
    return Event(
        at=now,
        actor=by,
        actor_name=by.name if by else "",
        verb=verb,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        subject=str(subject)[:300],
        team=team,
        detail=detail or {},
    )
