"""What people do with their own password, for the activity log."""

from typing import Any

from allauth.account.signals import password_changed, password_reset
from django.dispatch import receiver
from django.utils import timezone

from teams.models import User
from teams.services import activity


@receiver(password_changed)
def record_changed_password(user: User, **kwargs: Any) -> None:
    activity.record(by=user, now=timezone.now(), verb="changed the password of", subject=user)


@receiver(password_reset)
def record_reset_password(user: User, **kwargs: Any) -> None:
    activity.record(by=user, now=timezone.now(), verb="chose a new password for", subject=user)
