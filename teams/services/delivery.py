"""Sending what waits in the outbox: one mail at a time, and never inside a transaction.

A mail is claimed before it is sent and marked afterwards. Who dies in between leaves a claim, which another takes up
once it is old; should the mail have left already, it leaves again under the same Message-ID.
"""

from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import F

from teams.invitation_links import STANDS_FOR_LINK, LetterId, link_of
from teams.letters import settings_link
from teams.models import Invitation, Mail
from teams.models.mail import MAX_ATTEMPTS, WAITS
from teams.queries.withheld import withheld_because
from teams.services.invitation_letter import TOPIC

CLAIM_LASTS = timedelta(minutes=10)  # far longer than a server is waited for
# The server answered and did not want this one; every other failure means that it cannot be reached just now.
_REFUSED = (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError, ValueError)


def send_next(*, now: datetime) -> bool:
    """Send the mail that waits longest. False where none is due, or the mail server cannot be reached: stop then."""
    mail = _claim(now)
    if mail is None:
        return False
    if reason := _unwanted(mail):
        _mark(mail, attempts=MAX_ATTEMPTS, last_error=reason)
        return True
    try:
        message_of(mail).send()
    except _REFUSED as error:
        _fail(mail, error, now)
        return True
    except OSError as error:
        _fail(mail, error, now)
        return False
    _mark(mail, sent_at=now, last_error="")
    return True


def message_of(mail: Mail) -> EmailMultiAlternatives:
    """Both parts (printed: the text alone), with headers that say where to switch it off, and that a program wrote."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    headers = {
        "Message-ID": f"<{mail.reference}@{host}>",
        "List-Unsubscribe": f"<{settings_link()}>",
        "Auto-Submitted": "auto-generated",
    }
    if mail.switch == Mail.Switch.NONE:
        del headers["List-Unsubscribe"]
    to = [mail.recipient.email]
    message = EmailMultiAlternatives(mail.subject, _with_link(mail, mail.text), to=to, headers=headers)
    if not settings.MAIL_IS_PRINTED:
        message.attach_alternative(_with_link(mail, mail.html), "text/html")
    return message


def _with_link(mail: Mail, words: str) -> str:
    """An invitation's words with its link, which is kept nowhere."""
    letter = LetterId.parse(mail.key)
    return words.replace(STANDS_FOR_LINK, link_of(letter)) if letter and _invites(mail) else words


def _invites(mail: Mail) -> bool:
    return mail.topic.startswith(TOPIC)


def _claim(now: datetime) -> Mail | None:
    """The next mail, ours alone: counting the attempts is one conditional statement, on every database."""
    waiting = Mail.objects.filter(sent_at=None, due_at__lte=now, attempts__lt=MAX_ATTEMPTS)
    while mail := waiting.select_related("recipient").order_by("due_at", "pk").first():
        ours = waiting.filter(pk=mail.pk, attempts=mail.attempts)
        if ours.update(claimed_at=now, due_at=now + CLAIM_LASTS, attempts=F("attempts") + 1):
            mail.claimed_at, mail.attempts = now, mail.attempts + 1
            return mail
    return None


def _unwanted(mail: Mail) -> str:
    """Why the recipient gets it no more; empty where they do. Asked before each attempt."""
    if not mail.recipient.is_active:
        return "Not sent: this person is not active any more."
    if _invites(mail) and not _is_newest(LetterId.parse(mail.key)):
        return "Not sent: the invitation was used, taken back or written anew."
    if not mail.is_wanted:
        return f"Not sent: this person switched {mail.get_switch_display()} off."
    return withheld_because(mail)


def _is_newest(letter: LetterId | None) -> bool:
    if letter is None:
        return False
    newest = Invitation.objects.filter(pk=letter.invitation, number=letter.number)
    return newest.filter(accepted_at=None, withdrawn_at=None).exists()


def _fail(mail: Mail, error: Exception, now: datetime) -> None:
    waits = WAITS[min(mail.attempts, len(WAITS)) - 1]
    words = f"{type(error).__name__}: {error}"
    _mark(mail, due_at=now + timedelta(minutes=waits), last_error=words[:1000])


def _mark(mail: Mail, **columns: object) -> None:
    """Unless somebody took it up again in the meantime, who then marks it."""
    claimed = mail.attempts
    Mail.objects.filter(pk=mail.pk, attempts=claimed, sent_at=None).update(**columns)
