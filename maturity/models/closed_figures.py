"""What a closed cycle showed, for good."""

from django.db import models


class ClosedFigures(models.Model):
    """The figures of the day that stands for a closed cycle are frozen: the database changes none of that day's.

    `rows` is how many snapshot rows the day has, `digest` what `maturity.figures_digest` makes of them.
    """

    cycle = models.OneToOneField("Cycle", on_delete=models.PROTECT, related_name="closed_figures")
    day = models.DateField(db_index=True)
    rows = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("day", "cycle")
        verbose_name_plural = "closed figures"

    def __str__(self) -> str:
        return f"figures of {self.cycle_id} on {self.day}"
