"""The outbox: what is to be sent, to whom, and how far that got."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

# Minutes from one failed attempt to the next; after the last of them the mail stays with its error.
WAITS = (5, 15, 60, 240, 720)
MAX_ATTEMPTS = len(WAITS) + 1


class Mail(models.Model):
    """`topic` is what it is about, `key` the occasion within the topic, `day` the recipient's own when it was queued.

    `switch` names the recipient's column that switches it off; "none" comes whatever they chose. A recipient gets one
    for each occasion and one a day of each topic: the database holds both. `due_at` is when it may be tried next;
    `reference` makes its Message-ID, the same in every attempt.
    """

    class Switch(models.TextChoices):
        REMINDERS = "mail_reminders", "reminders"
        DIGEST = "mail_digest", "the Monday digest"
        DUE_TOMORROW = "mail_due_tomorrow", "reminders of what is due tomorrow"
        NONE = "none", "nothing"

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="mails")
    topic = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    switch = models.CharField(max_length=20, choices=Switch, default=Switch.REMINDERS)
    day = models.DateField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField()
    reference = models.UUIDField(default=uuid4, unique=True, editable=False)
    queued_at = models.DateTimeField()
    due_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True, default="")

    class Meta:
        ordering = ("-queued_at", "-id")
        verbose_name_plural = "mail"
        constraints = (
            models.UniqueConstraint(fields=("recipient", "topic", "key"), name="mail_once_per_occasion"),
            models.UniqueConstraint(fields=("recipient", "topic", "day"), name="mail_once_a_day"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(claimed_at__isnull=False), name="mail_sent_was_claimed"
            ),
        )
        indexes = (models.Index(fields=("due_at",), condition=Q(sent_at__isnull=True), name="mail_to_send"),)

    def __str__(self) -> str:
        return self.subject

    @property
    def is_wanted(self) -> bool:
        """Has the recipient this kind of mail switched on?"""
        return self.switch == self.Switch.NONE or bool(getattr(self.recipient, self.switch))

    @property
    def state(self) -> str:
        """ "sent", "waiting" (also while it is under way), or "given up"."""
        if self.sent_at is not None:
            return "sent"
        return "given up" if self.attempts >= MAX_ATTEMPTS else "waiting"
