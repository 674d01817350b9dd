"""Signing in to a demonstration workspace without a password."""

from datetime import datetime

from common.decisions import DomainError
from common.services import service
from teams.models import User
from teams.personas import PERSONAS
from teams.services import activity


@service
def choose_persona(*, persona: str, by: User | None, now: datetime) -> User:
    """The person to look around as. Raises `DomainError` where this persona is unknown or was renamed."""
    user = User.objects.filter(email=PERSONAS.get(persona, ""), is_active=True).first()
    if user is None:
        raise DomainError("This person is not in the demonstration any more. Choose another one.")
    activity.record(
        by=by or user, now=now, verb="looked around as", subject=user, detail={"persona": persona}
    )
    return user
