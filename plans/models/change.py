"""What was changed in a plan, so that it can be read as an item's history and be undone."""

from django.conf import settings
from django.db import models
from django.db.models import Q

OWNERS = "owners"
"""As a column: the ids of the roles that own an item, the accountable one first."""
EXISTS = "exists"
"""As a column: whether an item is there at all."""


class Change(models.Model):
    """One act of a person: an edit, a bulk change, a shift. `verb` says which, in a word of the activity log's.

    `undoes` is the change that this one took back; a change is taken back once.
    """

    plan = models.ForeignKey("Plan", on_delete=models.CASCADE, related_name="changes")
    verb = models.CharField(max_length=40)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="plan_changes"
    )
    undoes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="undone_by"
    )

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.verb} {self.plan_id}"


class ChangedValue(models.Model):
    """One column of one row before and after: of an item, a phase, a role, a goal, or of the plan (none of them).

    Beside those of the database there are the columns `OWNERS` and `EXISTS`; a value of the latter is alone in its
    change, and goes with its item.
    """

    change = models.ForeignKey(Change, on_delete=models.CASCADE, related_name="values")
    item = models.ForeignKey("Item", null=True, on_delete=models.CASCADE, related_name="changed_values")
    phase = models.ForeignKey("Phase", null=True, on_delete=models.CASCADE, related_name="changed_values")
    role = models.ForeignKey("PlanRole", null=True, on_delete=models.CASCADE, related_name="changed_values")
    goal = models.ForeignKey("Goal", null=True, on_delete=models.CASCADE, related_name="changed_values")
    column = models.CharField(max_length=40)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(phase__isnull=True, role__isnull=True, goal__isnull=True)
                | Q(item__isnull=True, role__isnull=True, goal__isnull=True)
                | Q(item__isnull=True, phase__isnull=True, goal__isnull=True)
                | Q(item__isnull=True, phase__isnull=True, role__isnull=True),
                name="changed_value_of_one_row",
            ),
        )

    def __str__(self) -> str:
        return f"{self.column}: {self.before} → {self.after}"
