"""The activity log: who did what to what, when."""

from django.conf import settings
from django.db import models


class Event(models.Model):
    """Written by every service in its own transaction; never edited (the database refuses it).

    `actor_name` keeps the name as it was; no actor means that Waymark did it by itself. `subject` is the name of the
    thing as a person would say it, `subject_type` and `subject_id` find it again.
    """

    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="events"
    )
    actor_name = models.CharField(max_length=120, blank=True)
    verb = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField(null=True)
    subject = models.CharField(max_length=300)
    team = models.ForeignKey("Team", null=True, on_delete=models.PROTECT, related_name="events")
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ("-at", "-id")
        indexes = (
            models.Index(fields=("subject_type", "subject_id"), name="event_subject"),
            models.Index(fields=("team", "-at"), name="event_team"),
        )

    def __str__(self) -> str:
        return f"{self.actor_name or 'Waymark'} {self.verb} {self.subject}"
