"""What one day showed for a team and a dimension."""

from django.db import models


class Snapshot(models.Model):
    """Computed from submissions alone, so that it can be taken again, late or twice, with identical rows.

    Score, raw score, coverage, target, gap, confidence and disagreement are in ten-thousandths (see
    `maturity.scoring`); null is "no data".
    `dimension_key` is empty in the team's overall row.
    """

    day = models.DateField()
    team = models.ForeignKey("teams.Team", on_delete=models.PROTECT, related_name="snapshots")
    dimension_key = models.CharField(max_length=80, blank=True)
    submission = models.ForeignKey("Submission", on_delete=models.PROTECT, related_name="snapshots")
    version = models.ForeignKey("ModelVersion", on_delete=models.PROTECT, related_name="snapshots")
    score = models.IntegerField(null=True)
    raw_score = models.IntegerField(null=True)
    attained = models.PositiveSmallIntegerField(null=True)
    coverage = models.IntegerField(null=True)
    target = models.IntegerField(null=True)
    gap = models.IntegerField(null=True)
    confidence = models.IntegerField(null=True)
    disagreement = models.IntegerField(null=True)
    practices = models.PositiveSmallIntegerField()
    applicable = models.PositiveSmallIntegerField()
    answered = models.PositiveSmallIntegerField()
    not_applicable = models.PositiveSmallIntegerField()
    unconfirmed = models.PositiveSmallIntegerField()
    with_evidence = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("day", "team", "dimension_key")
        constraints = (
            models.UniqueConstraint(fields=("day", "team", "dimension_key"), name="snapshot_once"),
        )
        indexes = (models.Index(fields=("team", "day"), name="snapshot_team"),)

    def __str__(self) -> str:
        """The row's place; without a team, the whole day, as the activity log names it."""
        where = f", team {self.team_id}, {self.dimension_key or 'overall'}" if self.team_id else ""
        return f"snapshot of {self.day}{where}"
