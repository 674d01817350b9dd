"""The link of an invitation: signed with the workspace's secret, and made when the mail leaves."""

import re
from typing import NamedTuple

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from common.links import absolute

STANDS_FOR_LINK = "waymark:invitation-link"
"""What the queued words of an invitation hold in the place of its link."""

_LETTER = re.compile(r"([1-9][0-9]{0,17})-([1-9][0-9]{0,4})")


class LetterId(NamedTuple):
    """Of which invitation, and the how manieth letter of it."""

    invitation: int
    number: int

    def __str__(self) -> str:
        return f"{self.invitation}-{self.number}"

    @classmethod
    def parse(cls, words: str) -> "LetterId | None":
        found = _LETTER.fullmatch(words)
        return cls(int(found[1]), int(found[2])) if found else None


def link_of(letter: LetterId) -> str:
    return absolute(reverse("invitation", args=[_signer().sign(str(letter))]))


def letter_of(token: str) -> LetterId | None:
    """None where somebody made the token up, or a part of it is missing."""
    try:
        return LetterId.parse(_signer().unsign(token))
    except BadSignature:
        return None


def _signer() -> Signer:
    return Signer(sep="~", salt="teams.invitation")
