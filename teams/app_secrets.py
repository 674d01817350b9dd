"""The secret that an authenticator app is to hold, on its way to a person and back. The page keeps it, signed."""

from base64 import b64encode

from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.core import signing

from teams.models import User

SALT = "teams.app_secrets"
LASTS = 3600  # seconds that a page with a secret is good for


def new_secret() -> str:
    return str(generate_totp_secret())


def sealed(secret: str, user: User) -> str:
    """For the page, so that nothing has to be written before the person confirms it; good for this person alone."""
    return signing.dumps([user.pk, secret], salt=SALT)


def unsealed(seal: str, user: User) -> str | None:
    """None where it was made for somebody else, too long ago, or not here."""
    try:
        number, secret = signing.loads(seal, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    return str(secret) if number == user.pk else None


def picture(secret: str, user: User) -> str:
    """The QR code for the app's camera, as the address of an image (data:)."""
    adapter = get_adapter()
    svg = adapter.build_totp_svg(adapter.build_totp_url(user, secret))
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
