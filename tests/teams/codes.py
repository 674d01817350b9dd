"""What an authenticator app shows, and people who have one."""

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from teams.models import Event, User
from teams.services.second_factor import set_up_app
from tests import build

PASSWORD = "a long enough passphrase"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(secret: str = SECRET, *, steps: int = 0) -> str:
    """The code of this half minute, or of one that many later."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps)))


def another(right: str) -> str:
    """A code that is none of those that may be right now."""
    taken = {code(steps=steps) for steps in range(-2, 3)} | {right}
    return next(
        each for each in ("000000", "111111", "222222", "333333", "444444", "555555") if each not in taken
    )


def protected(name: str = "Priya Raman", **fields: str) -> tuple[User, list[str]]:
    """A person with the app and the recovery codes that go with it."""
    person = build.user(name, password=PASSWORD, **fields)
    return person, set_up_app(secret=SECRET, by=person, now=build.NOW)


def with_password(client: Client, person: User, path: str = "/plans/") -> str:
    """Where the sign-in page leads after the right password."""
    answer = client.post(f"/accounts/login/?next={path}", {"login": person.email, "password": PASSWORD})
    return str(answer.get("Location", ""))


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def done() -> list[str]:
    """The activity log, oldest first, without the mail that tells of it."""
    return [str(event) for event in Event.objects.exclude(verb="wrote to").order_by("pk")]
