"""What a team handed in, frozen. No code changes these rows and the database refuses it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from maturity.models.model import HIGHEST_LEVEL


class Submission(models.Model):
    """`day` is the local day of `submitted_at`: from its end on, it is the team's standing "as of".

    `team` and `version` repeat what the assessment says, so that "each team's newest" needs no join.
    """

    assessment = models.ForeignKey("Assessment", on_delete=models.PROTECT, related_name="submissions")
    team = models.ForeignKey("teams.Team", on_delete=models.PROTECT, related_name="submissions")
    version = models.ForeignKey("ModelVersion", on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="submissions"
    )
    day = models.DateField()
    reason = models.CharField(max_length=300, blank=True)
    left_open = models.JSONField(
        default=dict, help_text='What was open when it was handed in: {"unanswered": ["practice-key", …], …}'
    )

    class Meta:
        ordering = ("-submitted_at", "-id")
        constraints = (
            models.UniqueConstraint(fields=("assessment", "number"), name="submission_number_once"),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason=""), name="submission_correction_has_reason"
            ),
        )
        indexes = (models.Index(fields=("team", "day", "submitted_at"), name="submission_newest"),)

    def __str__(self) -> str:
        return f"{self.assessment} no. {self.number}"


class SubmittedAnswer(models.Model):
    """One row for every practice of the version, the unanswered ones included.

    `vouched_on` is the day from which confidence fades: the later of the day on which the answer was last given or
    confirmed and that of its newest evidence. `vote_spread` repeats what `votes` says, for the database to add up.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="answers")
    practice = models.ForeignKey("Practice", on_delete=models.PROTECT, related_name="submitted_answers")
    level = models.PositiveSmallIntegerField(null=True)
    not_applicable = models.BooleanField(default=False)
    not_applicable_because = models.CharField(max_length=20, blank=True, default="")
    not_applicable_reason = models.CharField(max_length=300, blank=True)
    note = models.TextField(blank=True)
    target = models.PositiveSmallIntegerField(null=True)
    target_by = models.CharField(max_length=7, blank=True, default="")
    carried = models.BooleanField(default=False)
    confirmed = models.BooleanField(default=True)
    evidence = models.JSONField(default=list, help_text='[{"title": …, "url": …, "dated": "2026-11-14"}]')
    newest_evidence = models.DateField(null=True)
    vouched_on = models.DateField()
    vote_spread = models.PositiveSmallIntegerField(null=True)
    votes = models.JSONField(
        null=True, help_text="What the team's vote showed (maturity.voting.Tally); null: none."
    )

    class Meta:
        ordering = ("practice__dimension__position", "practice__position")
        constraints = (
            models.UniqueConstraint(fields=("submission", "practice"), name="submitted_answer_once"),
            models.CheckConstraint(
                condition=Q(level__isnull=True) | Q(level__lte=HIGHEST_LEVEL, not_applicable=False),
                name="submitted_answer_level",
            ),
        )

    def __str__(self) -> str:
        return f"{self.practice_id}: {'n/a' if self.not_applicable else self.level}"
