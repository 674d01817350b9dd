"""A team's working copy in a cycle. Drafts move no number that leadership sees."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from maturity.answering import NOT_APPLICABLE_BECAUSE
from maturity.models.model import HIGHEST_LEVEL

ANSWERED = Q(level__isnull=False) | Q(not_applicable=True)
"""Of an answer: `Answer.is_answered` for the database."""

UNCONFIRMED = ANSWERED & Q(carried_from__isnull=False, confirmed_at__isnull=True)
"""Of an answer: it says something that was carried forward, and nobody has said that it is still true."""


class Assessment(models.Model):
    """After its cycle closed it changes only while a correction is open, which says why."""

    cycle = models.ForeignKey("Cycle", on_delete=models.PROTECT, related_name="assessments")
    team = models.ForeignKey("teams.Team", on_delete=models.PROTECT, related_name="assessments")
    started_at = models.DateTimeField()
    correction_reason = models.CharField(max_length=300, blank=True, default="")
    correction_opened_at = models.DateTimeField(null=True, blank=True)
    correction_opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="corrections"
    )

    class Meta:
        ordering = ("cycle", "team")
        constraints = (
            models.UniqueConstraint(fields=("cycle", "team"), name="assessment_once_per_cycle"),
            models.CheckConstraint(
                condition=Q(correction_opened_at__isnull=True, correction_reason="")
                | (Q(correction_opened_at__isnull=False) & ~Q(correction_reason="")),
                name="assessment_correction_has_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.team} {self.cycle}"

    @property
    def correction_is_open(self) -> bool:
        return self.correction_opened_at is not None


class Answer(models.Model):
    """One practice's answer: a level, or not applicable with a reason, or (no level, applicable) unanswered.

    `carried_from` is the submitted answer that it started from; it counts as confirmed once `confirmed_at` is set.
    `version` counts the saves, so that the second of two writers can be told.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="answers")
    practice = models.ForeignKey("Practice", on_delete=models.PROTECT, related_name="answers")
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    not_applicable = models.BooleanField(default=False)
    not_applicable_because = models.CharField(
        max_length=20, blank=True, default="", choices=NOT_APPLICABLE_BECAUSE
    )
    not_applicable_reason = models.CharField(max_length=300, blank=True)
    note = models.TextField(blank=True, max_length=10_000)
    target = models.PositiveSmallIntegerField(null=True, blank=True)
    target_by = models.CharField(max_length=7, blank=True, default="", help_text='The quarter: "2027-q1".')
    carried_from = models.ForeignKey(
        "SubmittedAnswer", null=True, blank=True, on_delete=models.PROTECT, related_name="carried_to"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="saved_answers"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("practice__dimension__position", "practice__position")
        constraints = (
            models.UniqueConstraint(fields=("assessment", "practice"), name="answer_once_per_practice"),
            models.CheckConstraint(
                condition=Q(level__isnull=True) | Q(level__lte=HIGHEST_LEVEL), name="answer_level_in_range"
            ),
            models.CheckConstraint(
                condition=Q(target__isnull=True) | Q(target__lte=HIGHEST_LEVEL), name="answer_target_in_range"
            ),
            models.CheckConstraint(
                condition=Q(not_applicable=False) | Q(level__isnull=True),
                name="answer_not_applicable_has_no_level",
            ),
            models.CheckConstraint(
                condition=Q(not_applicable=False, not_applicable_because="")
                | (
                    Q(not_applicable=True, not_applicable_because__in=tuple(NOT_APPLICABLE_BECAUSE))
                    & ~Q(not_applicable_reason="")
                ),
                name="answer_not_applicable_reason",
            ),
            models.CheckConstraint(
                condition=Q(target__isnull=False) | Q(target_by=""), name="answer_target_by_has_target"
            ),
        )

    def __str__(self) -> str:
        return f"{self.practice_id}: {'n/a' if self.not_applicable else self.level}"

    @property
    def is_answered(self) -> bool:
        """Carries a level, or is said not to apply."""
        return self.not_applicable or self.level is not None

    @property
    def is_confirmed(self) -> bool:
        return self.carried_from_id is None or self.confirmed_at is not None


class Evidence(models.Model):
    """What shows that an answer is true: a titled link with the day from which it dates."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="evidence")
    title = models.CharField(max_length=200)
    url = models.URLField(max_length=1000)
    dated = models.DateField()

    class Meta:
        ordering = ("-dated", "id")

    def __str__(self) -> str:
        return self.title

    @property
    def address(self) -> str:
        """Where a page may lead to; empty where what was given is no web address, however it got in."""
        return self.url if self.url.startswith(("https://", "http://")) else ""


class SetAsideAnswer(models.Model):
    """What a team had said of a practice that left the model, or was reworded, while its cycle ran.

    `practice` is that of the version which the cycle asked before; it says what the words were.
    """

    class Why(models.TextChoices):
        REWORDED = "reworded", "Reworded"
        REMOVED = "removed", "Removed"

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="set_aside")
    practice = models.ForeignKey("Practice", on_delete=models.PROTECT, related_name="set_aside")
    why = models.CharField(max_length=10, choices=Why)
    level = models.PositiveSmallIntegerField(null=True)
    not_applicable = models.BooleanField(default=False)
    not_applicable_because = models.CharField(max_length=20, blank=True, default="")
    not_applicable_reason = models.CharField(max_length=300, blank=True)
    note = models.TextField(blank=True)
    target = models.PositiveSmallIntegerField(null=True)
    target_by = models.CharField(max_length=7, blank=True, default="")
    evidence = models.JSONField(default=list, help_text='[{"title": …, "url": …, "dated": "2026-11-14"}]')
    set_aside_at = models.DateTimeField()

    class Meta:
        ordering = ("practice__dimension__position", "practice__position", "set_aside_at")

    def __str__(self) -> str:
        return f"{self.practice_id}: {self.why}"
