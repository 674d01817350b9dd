"""How a started plan goes: success metrics that its manager agrees to, and the check-ins of its weeks."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from plans.metric_reviews import REVIEW_DAYS
from plans.models.plan import Plan


class SuccessMetric(models.Model):
    """What the plan is measured by; its words are those of its newest edition. One that was removed stays readable."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="metrics")
    position = models.PositiveSmallIntegerField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("position", "id")

    def __str__(self) -> str:
        return f"metric {self.position} of {self.plan_id}"


class MetricEdition(models.Model):
    """The metric as it was worded at one time. Words and agreement are never changed; a later edit is a new edition."""

    metric = models.ForeignKey(SuccessMetric, on_delete=models.CASCADE, related_name="editions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    baseline = models.CharField(max_length=200)
    target = models.CharField(max_length=200)
    measured_by = models.CharField(max_length=500, help_text="How it is measured.")
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="written_metrics"
    )
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="agreed_metrics",
    )

    class Meta:
        ordering = ("metric", "number")
        constraints = (
            models.UniqueConstraint(fields=("metric", "number"), name="metric_edition_once"),
            models.CheckConstraint(
                condition=Q(agreed_at__isnull=True, agreed_by__isnull=True)
                | Q(agreed_at__isnull=False, agreed_by__isnull=False),
                name="metric_agreed_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return self.title


class MetricReview(models.Model):
    """What the metric read on day 30, 60 or 90, held against the edition that was agreed then."""

    class Verdict(models.TextChoices):
        MET = "met", "Met"
        ON_THE_WAY = "on_the_way", "On the way"
        NOT_MET = "not_met", "Not met"

    edition = models.ForeignKey(MetricEdition, on_delete=models.PROTECT, related_name="reviews")
    metric = models.ForeignKey(SuccessMetric, on_delete=models.CASCADE, related_name="reviews")
    day = models.PositiveSmallIntegerField()
    reading = models.CharField(max_length=200)
    verdict = models.CharField(max_length=12, choices=Verdict)
    note = models.TextField(blank=True, default="")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="metric_reviews"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("metric", "day")
        constraints = (
            models.UniqueConstraint(fields=("metric", "day"), name="metric_review_once_a_day"),
            models.CheckConstraint(condition=Q(day__in=REVIEW_DAYS), name="metric_review_day"),
        )

    def __str__(self) -> str:
        return f"day {self.day}: {self.reading}"


class CheckIn(models.Model):
    """A week of the plan in its lead's words. `facts` are what happened, as it stood when it was sent.

    `version` counts the saves of the draft, so that the second of two writers can be told.
    """

    class Confidence(models.TextChoices):
        ON_TRACK = "on_track", "On track"
        AT_RISK = "at_risk", "At risk"
        OFF_TRACK = "off_track", "Off track"

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="check_ins")
    week = models.PositiveSmallIntegerField()
    confidence = models.CharField(max_length=10, choices=Confidence, blank=True, default="")
    summary = models.TextField(blank=True, default="", max_length=10_000)
    next_steps = models.TextField(blank=True, default="", max_length=10_000)
    help_wanted = models.TextField(blank=True, default="", max_length=10_000)
    facts = models.JSONField(
        default=dict, help_text='{"done": […], "late": […], "blocked": […], "moved": […], "met": […]}'
    )
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="saved_check_ins"
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="acknowledged_check_ins",
    )
    answer = models.TextField(blank=True, default="", max_length=10_000)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("plan", "week")
        constraints = (
            models.UniqueConstraint(fields=("plan", "week"), name="check_in_once_a_week"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | ~Q(confidence=""), name="check_in_sent_says_confidence"
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True, answer="")
                | Q(sent_at__isnull=False, acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="check_in_acknowledged_was_sent",
            ),
        )

    def __str__(self) -> str:
        return f"check-in of week {self.week}"
