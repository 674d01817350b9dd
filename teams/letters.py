"""The words of a mail: a subject, and the same said as plain text and as HTML."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from common.links import absolute
from teams.models import User

MAX_SUBJECT = 200


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    text: str
    html: str


def settings_link() -> str:
    """Where the recipient switches reminders off."""
    return absolute(reverse("settings"))


def write_letter(template: str, *, to: User, subject: str, context: Mapping[str, Any]) -> Letter:
    """From `mail/TEMPLATE.txt` and `.html`, which extend the bases there; moments are told by the recipient's clock."""
    words = {"recipient": to, "subject": subject, "settings_link": settings_link(), **context}
    with timezone.override(to.zone):
        text = render_to_string(f"mail/{template}.txt", words)
        html = render_to_string(f"mail/{template}.html", words)
    return Letter(subject[:MAX_SUBJECT], text, html)
