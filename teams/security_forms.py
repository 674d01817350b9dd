"""What is asked of people who change how they sign in."""

from typing import Any

from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.totp.internal.auth import validate_totp_code
from django import forms

from teams.app_secrets import new_secret, sealed, unsealed
from teams.models import User


class ConfirmForm(forms.Form):
    """Asks for the password, of whoever has one: a browser that was left open is not enough to change this."""

    password = forms.CharField(
        label="Your password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Enter your password."},
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **options})
        self.user = user
        if not user.has_usable_password():
            del self.fields["password"]

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        forget = check_rate_limit(self.user)
        if not self.user.check_password(password):
            raise forms.ValidationError("This is not your password.")
        forget()
        return password


class AppForm(ConfirmForm):
    """Asks for a code as well, which says that the app holds the secret."""

    seal = forms.CharField(widget=forms.HiddenInput, required=False)
    code = forms.CharField(
        label="Code that the app shows",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": "Enter the six digits that the app shows."},
    )
    field_order = ("seal", "code", "password")

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, user=user, **options)
        kept = unsealed(str(self.data.get("seal", "")), user) if self.is_bound else None
        self.is_too_old = self.is_bound and kept is None
        self.secret = kept or new_secret()
        self.initial["seal"] = sealed(self.secret, user)
        if self.is_too_old:
            self.data = {**dict(self.data.items()), "seal": self.initial["seal"]}

    def clean_code(self) -> str:
        if self.is_too_old:
            raise forms.ValidationError("This page was open for too long. Scan the new picture.")
        code = str(self.cleaned_data["code"])
        forget = check_rate_limit(self.user)
        if not validate_totp_code(self.secret, code):
            raise forms.ValidationError(
                "The app shows another code. Wait for its next one, and check its clock."
            )
        forget()
        return code
