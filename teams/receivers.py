"""What allauth says that people did to their own account: into the activity log, with what follows from it."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.signals import password_changed, password_reset
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_used
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from teams.models import User
from teams.services import activity
from teams.services.devices import end_other_devices


@receiver(password_changed)
def record_changed_password(request: HttpRequest, user: User, **kwargs: Any) -> None:
    now = timezone.now()
    activity.record(by=user, now=now, verb="changed the password of", subject=user)
    end_other_devices(keep=request.session.session_key or "", by=user, now=now)


@receiver(password_reset)
def record_reset_password(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Who comes from their mail is not the one who guessed: the wrong passwords of before count no more."""
    now = timezone.now()
    get_adapter()._delete_login_attempts_cached_email(request, email=user.email)  # noqa: SLF001
    activity.record(by=user, now=now, verb="chose a new password for", subject=user)
    end_other_devices(keep="", by=user, now=now)


@receiver(authenticator_used)
def record_used_code(user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """Codes of the app are everyday; a recovery code is used once, and may have been found by somebody else."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        activity.record(by=user, now=timezone.now(), verb="used a recovery code of", subject=user)
