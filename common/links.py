"""Addresses as somebody outside a page needs them."""

from django.conf import settings


def absolute(path: str) -> str:
    """The whole address of a path of this site ("/teams/"), by the setting `WAYMARK_URL`."""
    return f"{settings.SITE_URL}{path}"
