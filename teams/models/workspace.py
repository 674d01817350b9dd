"""What this installation is."""

from django.db import models


class Workspace(models.Model):
    """One row at most; none means an ordinary workspace that nobody has named."""

    name = models.CharField(max_length=120)
    is_demonstration = models.BooleanField(default=False)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="workspace_is_one"),)

    def __str__(self) -> str:
        return self.name
