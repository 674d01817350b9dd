"""How Waymark uses django-allauth."""

from typing import Any

from allauth.account import forms
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as MfaReauthenticateForm
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest

NO_ADDRESS = "0.0.0.0"  # noqa: S104  # a socket that is a file has none; nothing listens here


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": "Too many attempts. Try again in five minutes.",
        "incorrect_password": "This is not your password.",
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address as the proxies tell it; the nearest one's where they tell less than `WAYMARK_PROXIES`."""
        try:
            return str(super().get_client_ip(request))
        except (ImproperlyConfigured, PermissionDenied):
            return request.META.get("REMOTE_ADDR") or NO_ADDRESS

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People are added by an administrator; nobody signs themselves up."""
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """An account has an e-mail address and no other name to sign in with."""


class PlainLabels:
    """Labels without a colon, and no placeholder that says the label again."""

    fields: dict[str, Any]
    label_suffix: str
    labels = {
        "login": "E-mail address",
        "email": "E-mail address",
        "remember": "Keep me signed in on this device",
        "code": "Code from your authenticator app, or a recovery code",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)


class LoginForm(PlainLabels, forms.LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""  # the link to a new password stands beside the button


class ResetPasswordForm(PlainLabels, forms.ResetPasswordForm):  # type: ignore[misc]
    """Asks for the address. Who has no password to forget gets no mail; the page says the same to everybody."""

    def clean_email(self) -> str:
        email = str(super().clean_email())
        self.users: list[Any] = [user for user in self.users if user.is_active and user.has_password]
        return email


class ResetPasswordKeyForm(PlainLabels, forms.ResetPasswordKeyForm):  # type: ignore[misc]
    """Asks for the new password."""


class ChangePasswordForm(PlainLabels, forms.ChangePasswordForm):  # type: ignore[misc]
    """Asks for the old password and the new one."""


class ReauthenticateForm(PlainLabels, forms.ReauthenticateForm):  # type: ignore[misc]
    """Asks for the password once more."""


class OnceOnly:
    """Takes a code of the app once: allauth remembers it for half a minute, and it is good for longer."""

    user: Any
    authenticator: Any

    def clean_code(self) -> str:
        code = str(super().clean_code())  # type: ignore[misc]
        if self.authenticator.type == Authenticator.Type.TOTP:
            lasts = settings.MFA_TOTP_PERIOD * (2 * settings.MFA_TOTP_TOLERANCE + 1)
            if not cache.add(f"totp:{self.user.pk}:{code}", value=True, timeout=lasts):
                raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(OnceOnly, PlainLabels, AuthenticateForm):  # type: ignore[misc]
    """Asks for the second factor when somebody signs in."""


class ConfirmingCodeForm(OnceOnly, PlainLabels, MfaReauthenticateForm):  # type: ignore[misc]
    """Asks for the second factor once more."""
