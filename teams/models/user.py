"""A person who signs in."""

from datetime import datetime, tzinfo
from typing import Any, ClassVar

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from common.days import zone_named

HAS_PASSWORD = ~Q(password="") & ~Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
"""Of a person: can sign in with a password."""

HAS_SIGNED_IN = HAS_PASSWORD | Q(last_login__isnull=False)
"""Of a person: needs no invitation, because there is a password, or another way in was used already."""


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, **{**fields, "role": User.Role.ADMINISTRATOR})

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email__iexact=email)


class User(AbstractBaseUser):
    """`role` is the person's role in the organisation; roles in a team are memberships.

    Who left is switched off (`is_active`). Whose name was replaced on request has `forgotten_at` and stays so.
    `version` counts an administrator's changes, so that the second of two can be told.
    `time_zone` is a name of the IANA's, empty for the organisation's; `mail_hour` is on the clock there. The other
    `mail_` columns are switches, each of a kind of mail (`Mail.Switch`).
    """

    class Role(models.TextChoices):
        MEMBER = "member", "Member"
        LEADERSHIP = "leadership", "Leadership"
        ADMINISTRATOR = "administrator", "Administrator"

    email = models.EmailField("e-mail", unique=True)
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=20, choices=Role, default=Role.MEMBER)
    is_active = models.BooleanField("active", default=True)
    forgotten_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    time_zone = models.CharField(max_length=64, blank=True, default="")
    mail_reminders = models.BooleanField(default=True)
    mail_digest = models.BooleanField(default=True)
    mail_due_tomorrow = models.BooleanField(default=True)
    mail_hour = models.PositiveSmallIntegerField(default=8)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                violation_error_message="Somebody has this e-mail already.",
            ),
            models.CheckConstraint(condition=Q(mail_hour__lte=23), name="user_mail_hour_in_day"),
            models.CheckConstraint(
                condition=Q(forgotten_at__isnull=True) | Q(is_active=False), name="user_forgotten_is_off"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]

    @property
    def zone(self) -> tzinfo:
        return zone_named(self.time_zone)

    def local(self, moment: datetime) -> datetime:
        """The moment on the person's own calendar and clock."""
        return moment.astimezone(self.zone)

    @property
    def has_password(self) -> bool:
        """`HAS_PASSWORD` for a row."""
        return bool(self.password) and self.has_usable_password()

    @property
    def has_signed_in(self) -> bool:
        """`HAS_SIGNED_IN` for a row."""
        return self.has_password or self.last_login is not None

    @property
    def initials(self) -> str:
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()

    # The admin asks these; an administrator of the workspace may do everything there, nobody else anything.
    @property
    def is_staff(self) -> bool:
        return self.is_superuser

    @property
    def is_superuser(self) -> bool:
        return self.is_active and self.role == self.Role.ADMINISTRATOR

    def has_perm(self, permission: str, obj: object = None) -> bool:
        return self.is_superuser

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_superuser
