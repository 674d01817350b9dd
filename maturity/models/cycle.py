"""A quarter's round of self-assessments."""

from django.db import models
from django.db.models import F, Q


class Cycle(models.Model):
    """`slug` is the quarter ("2026-q4"). Days are local; `closes` is the last day on which answers are taken."""

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    slug = models.SlugField(max_length=20, unique=True)
    name = models.CharField(max_length=40)
    version = models.ForeignKey("ModelVersion", on_delete=models.PROTECT, related_name="cycles")
    opens = models.DateField()
    due = models.DateField()
    closes = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-opens",)
        constraints = (
            models.CheckConstraint(
                condition=Q(opens__lte=F("due"), due__lte=F("closes")), name="cycle_days_in_order"
            ),
        )

    def __str__(self) -> str:
        return self.name
