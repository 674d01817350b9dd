"""A team's vote on a practice: levels given apart, shown together."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from maturity.models.model import HIGHEST_LEVEL


class Vote(models.Model):
    """Open until it is revealed to everybody at once, or withdrawn unread. A practice has one open vote at most."""

    assessment = models.ForeignKey("Assessment", on_delete=models.PROTECT, related_name="votes")
    practice = models.ForeignKey("Practice", on_delete=models.PROTECT, related_name="votes")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="opened_votes"
    )
    revealed_at = models.DateTimeField(null=True, blank=True)
    revealed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="revealed_votes",
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("practice__dimension__position", "practice__position", "opened_at")
        constraints = (
            models.UniqueConstraint(
                fields=("assessment", "practice"),
                condition=Q(revealed_at__isnull=True, withdrawn_at__isnull=True),
                name="vote_one_open_per_practice",
            ),
            models.CheckConstraint(
                condition=Q(revealed_at__isnull=True) | Q(withdrawn_at__isnull=True), name="vote_ends_once"
            ),
        )

    def __str__(self) -> str:
        return f"vote on {self.practice_id} in {self.assessment_id}"

    @property
    def is_open(self) -> bool:
        return self.revealed_at is None and self.withdrawn_at is None


class Ballot(models.Model):
    """One person's level; none means "I don't know". Read by nobody but its voter until the vote is revealed, and by
    nobody else after it: what is revealed is a count. The database takes none for a vote that ended.
    """

    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="ballots")
    voter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="ballots")
    level = models.PositiveSmallIntegerField(null=True)
    cast_at = models.DateTimeField()

    class Meta:
        ordering = ("vote", "id")
        constraints = (
            models.UniqueConstraint(fields=("vote", "voter"), name="ballot_once_per_voter"),
            models.CheckConstraint(
                condition=Q(level__isnull=True) | Q(level__lte=HIGHEST_LEVEL), name="ballot_level_in_range"
            ),
        )

    def __str__(self) -> str:
        return f"ballot {self.pk}"
