"""How a person signs in, and where they are signed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils.crypto import constant_time_compare

from teams.browser_names import browser_name
from teams.last_seen import seen_at
from teams.models import User
from teams.policies import may_change_sign_in


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """`codes_left` are recovery codes that were not used yet."""

    since: datetime
    codes_left: int


@dataclass(frozen=True, slots=True)
class Device:
    """A browser that is signed in; `number` names it to whoever ends it, `seen` is good to five minutes."""

    number: int
    browser: str
    address: str
    signed_in: datetime
    seen: datetime
    is_this: bool


def second_factor(user: User) -> SecondFactor | None:
    """None where the person signs in without one."""
    found = {each.type: each for each in Authenticator.objects.filter(user=user)}
    app = found.get(Authenticator.Type.TOTP)
    codes = found.get(Authenticator.Type.RECOVERY_CODES)
    if app is None:
        return None
    return SecondFactor(app.created_at, len(codes.wrap().get_unused_codes()) if codes else 0)


def signs_in_elsewhere(user: User) -> bool:
    """Has the provider of identities spoken of this person before?"""
    return bool(SocialAccount.objects.filter(user=user).exists())


def devices(user: User, session_key: str, now: datetime) -> Sequence[Device]:
    """This one first, then the newest. Three statements, however many there are.

    Who looks around a demonstration shares the person with others, and sees this device alone.
    """
    rows = UserSession.objects.filter(user=user).order_by("-created_at", "-pk")
    if not may_change_sign_in(user):
        rows = rows.filter(session_key=session_key)
    keys = [row.session_key for row in rows]
    living = Session.objects.filter(session_key__in=keys, expire_date__gt=now)
    open_keys = {each.session_key for each in living if _still_opens(each, user)}
    seen = seen_at(keys)
    found = [
        Device(
            number=row.pk,
            browser=browser_name(row.user_agent),
            address=row.ip,
            signed_in=row.created_at,
            seen=max(row.last_seen_at, seen.get(row.session_key, row.last_seen_at)),
            is_this=row.session_key == session_key,
        )
        for row in rows
        if row.session_key in open_keys
    ]
    return sorted(found, key=lambda each: not each.is_this)


def _still_opens(session: Session, user: User) -> bool:
    """A session from before the password was changed opens nothing any more."""
    return constant_time_compare(
        session.get_decoded().get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()
    )
