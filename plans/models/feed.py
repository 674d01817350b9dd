"""The secret address of a calendar."""

from hashlib import sha256

from django.conf import settings
from django.db import models
from django.db.models import Q

from plans.models.plan import Plan


class CalendarFeed(models.Model):
    """Whoever knows `secret` reads the calendar without signing in. Of all that a person has, or of one plan.

    A plan's is each reader's own (`person` and `plan`), so that it ends when that person may no longer see the plan.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feeds"
    )
    plan = models.ForeignKey(
        Plan, null=True, blank=True, on_delete=models.CASCADE, related_name="calendar_feeds"
    )
    secret = models.CharField(max_length=64, unique=True)
    renewed_at = models.DateTimeField()

    class Meta:
        ordering = ("person", "plan")
        constraints = (
            models.UniqueConstraint(fields=("person", "plan"), name="feed_once_a_plan"),
            models.UniqueConstraint(
                fields=("person",), condition=Q(plan__isnull=True), name="feed_once_a_person"
            ),
        )

    def __str__(self) -> str:
        return f"calendar of {self.person_id}"

    @property
    def mark(self) -> str:
        """Which secret it is, for a form that was opened on it; the secret cannot be told from it."""
        return sha256(self.secret.encode()).hexdigest()[:16]
