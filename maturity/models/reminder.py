"""What a reminder spoke of."""

from django.db import models


class Reminder(models.Model):
    """A mail to a lead listed this team's part in this cycle. One mail lists all that the person has to hand in."""

    mail = models.ForeignKey("teams.Mail", on_delete=models.PROTECT, related_name="reminders")
    cycle = models.ForeignKey("Cycle", on_delete=models.PROTECT, related_name="reminders")
    team = models.ForeignKey("teams.Team", on_delete=models.PROTECT, related_name="reminders")

    class Meta:
        ordering = ("mail", "team")
        constraints = (
            models.UniqueConstraint(fields=("mail", "cycle", "team"), name="reminder_once_in_a_mail"),
        )

    def __str__(self) -> str:
        return f"{self.team_id} in {self.cycle_id}"
