"""What allauth says that people did to their own account: into the activity log, with what follows from it."""

from datetime import datetime
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.signals import password_changed, password_reset
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_used
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from teams.models import User
from teams.services import activity
from teams.services.devices import end_other_devices
from teams.services.security_mail import tell_of_change
from teams.waking import wake_mail


@receiver(password_changed)
def record_changed_password(request: HttpRequest, user: User, **kwargs: Any) -> None:
    now = timezone.now()
    _record(user, "changed the password of", "Your password was changed", now)
    end_other_devices(keep=request.session.session_key or "", by=user, now=now)


@receiver(password_reset)
def record_reset_password(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Who comes from their mail is not the one who guessed: the wrong passwords of before count no more."""
    now = timezone.now()
    get_adapter()._delete_login_attempts_cached_email(request, email=user.email)  # noqa: SLF001
    _record(user, "chose a new password for", "Your password was changed", now)
    end_other_devices(keep="", by=user, now=now)


@receiver(authenticator_used)
def record_used_code(user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """Codes of the app are everyday; a recovery code is used once, and may have been found by somebody else."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        _record(user, "used a recovery code of", "A recovery code was used to sign in", timezone.now())


def _record(user: User, verb: str, what: str, now: datetime) -> None:
    with transaction.atomic():
        event = activity.record(by=user, now=now, verb=verb, subject=user)
        tell_of_change(event=event, person=user, what=what, by=user, now=now)
        wake_mail()
