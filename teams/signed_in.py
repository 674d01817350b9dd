"""Who is asking."""

from typing import cast

from django.http import HttpRequest

from teams.models import User


def person(request: HttpRequest) -> User:
    """The signed-in user; the middleware lets nobody else reach a page."""
    return cast(User, request.user)
