"""What a mail about plans spoke of."""

from django.db import models

from plans.models.plan import Plan


class MailedPlan(models.Model):
    """A mail told its recipient of something in this plan: it leaves only while they may see the plan."""

    mail = models.ForeignKey("teams.Mail", on_delete=models.CASCADE, related_name="mailed_plans")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="mailed")

    class Meta:
        ordering = ("mail", "plan")
        constraints = (models.UniqueConstraint(fields=("mail", "plan"), name="plan_once_in_a_mail"),)

    def __str__(self) -> str:
        return f"{self.plan_id} in mail {self.mail_id}"
