"""Whom a provider of identities speaks of: a person who is here, or one who may be."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from common.decisions import Refused
from common.services import service
from teams.email_domains import is_in
from teams.models import User
from teams.services import activity


@dataclass(frozen=True, slots=True)
class Claims:
    """What the provider says of somebody; `email` is lower case, "" where there is none that could be one."""

    email: str
    is_verified: bool
    name: str

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> Self:
        email = str(said.get("email") or "").strip().lower()
        try:
            validate_email(email)
        except ValidationError:
            email = ""
        is_verified = said.get("email_verified") in (True, "true")  # some providers write it as a word
        name = str(said.get("name") or "").strip() or email.partition("@")[0]
        return cls(email, is_verified, name[:120])


@service
def admit(*, account: SocialAccount, claims: Claims, by: User | None, now: datetime) -> User:
    """The person with this address, from now on also known by `account`; made, where the domain list allows it.

    An address that the provider has not verified could be anybody's: Refused, as for who is switched off or unknown.
    """
    if not claims.email or not claims.is_verified:
        raise Refused(
            f"{settings.OIDC_NAME} does not say that your e-mail address was verified. Verify it there, and try again."
        )
    person = User.objects.select_for_update().filter(email__iexact=claims.email).first() or _new(
        claims, by, now
    )
    if not person.is_active:
        raise Refused("An administrator has switched this account off. Ask them if you should still have it.")
    account.user = person
    account.save()
    detail = {"elsewhere": settings.OIDC_NAME}
    activity.record(
        by=by or person, now=now, verb="first signed in elsewhere as", subject=person, detail=detail
    )
    return person


def _new(claims: Claims, by: User | None, now: datetime) -> User:
    """Without a domain list, only administrators add people."""
    if not settings.EMAIL_DOMAINS or not is_in(claims.email, settings.EMAIL_DOMAINS):
        raise Refused(f"Nobody here has the address {claims.email}. Ask an administrator to add you.")
    person = User.objects.create_user(claims.email, None, name=claims.name, joined_at=now)
    activity.record(by=by, now=now, verb="added", subject=person, detail={"elsewhere": settings.OIDC_NAME})
    return person
