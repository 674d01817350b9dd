"""Who is asking."""

from typing import cast

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest

from teams.models import User
from teams.policies import needs_second_factor


def person(request: HttpRequest) -> User:
    """The signed-in user; the middleware lets nobody else reach a page."""
    return cast(User, request.user)


def lacks_second_factor(request: HttpRequest) -> bool:
    """Is one required of whoever asks, and not there? Of who came from a provider of identities in this session, that
    provider has asked what it asks."""
    user = request.user
    return (
        isinstance(user, User)
        and needs_second_factor(user)
        and not any(each["method"] == "socialaccount" for each in get_authentication_records(request, user))
        and not is_mfa_enabled(user, [Authenticator.Type.TOTP])
    )
