"""How Waymark uses django-allauth."""

from typing import Any

from allauth.account import forms
from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
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
