"""Divisions, their teams, and the people in them."""

from django.conf import settings
from django.db import models


class Division(models.Model):
    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "name")

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """A team is archived, never deleted, so that its history stays."""

    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="teams")
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=80, unique=True)
    purpose = models.CharField(max_length=300, blank=True)
    archived_on = models.DateField(null=True, blank=True)
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, through="Membership", related_name="teams")

    class Meta:
        ordering = ("division__position", "division__name", "name")
        constraints = (
            models.UniqueConstraint(fields=("division", "name"), name="team_name_unique_in_division"),
        )

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    class Role(models.TextChoices):
        LEAD = "lead", "Lead"
        MEMBER = "member", "Member"

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.MEMBER)
    since = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("role", "user__name")
        constraints = (models.UniqueConstraint(fields=("team", "user"), name="membership_once_per_team"),)

    def __str__(self) -> str:
        return f"{self.user_id} in {self.team_id}"
