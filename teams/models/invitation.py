"""An invitation to sign in for the first time."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Invitation(models.Model):
    """A person was written to, to choose a password. A person has one: a letter sent anew is its next `number`.

    The link is signed over the row's id and number (`teams.invitation_links`) when the mail leaves. Nothing that opens
    the door stands in the database.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="invitation"
    )
    number = models.PositiveSmallIntegerField(default=1)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="sent_invitations"
    )
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-sent_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="invitation_ends_once",
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("sent_at")), name="invitation_lasts"),
        )

    def __str__(self) -> str:
        return f"invitation {self.number} of {self.person_id}"

    def is_open(self, now: datetime) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None and self.expires_at > now
