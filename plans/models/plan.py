"""A plan or a template, its phases, and the roles that people fill."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

# Under /plans/ these words are pages of their own, so that no plan can have them.
RESERVED_SLUGS = frozenset({"import", "managed", "overview", "templates"})


KEPT_NOTE = "A note kept to the plan's people"


class Plan(models.Model):
    """A template has roles and offsets; a started plan has a team, a lead, a start and people in its roles."""

    class Kind(models.TextChoices):
        TEMPLATE = "template", "Template"
        STARTED = "started", "Started plan"

    kind = models.CharField(max_length=10, choices=Kind)
    slug = models.SlugField(max_length=80, unique=True)
    title = models.TextField(blank=True)
    front_matter = models.TextField(blank=True, help_text="As written in the document it came from.")
    template = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="started"
    )
    team = models.ForeignKey(
        "teams.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="plans"
    )
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="led_plans"
    )
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="managed_plans",
        help_text="Who agrees on its success metrics and acknowledges its check-ins.",
    )
    start = models.DateField(null=True, blank=True)
    country = models.CharField(
        max_length=2, blank=True, help_text="Whose public holidays are no working days."
    )
    created_at = models.DateTimeField()
    handed_over = models.TextField(
        blank=True, default="", help_text="Of its closing review: what goes to whom."
    )
    finished_at = models.DateTimeField(null=True, blank=True)
    finished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="finished_plans",
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-start", "title")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind="template", start__isnull=True, team__isnull=True, lead__isnull=True)
                | Q(kind="started", start__isnull=False, team__isnull=False, lead__isnull=False),
                name="plan_started_has_start_team_lead",
            ),
            models.CheckConstraint(
                condition=Q(kind="started") | Q(manager__isnull=True, finished_at__isnull=True),
                name="plan_template_has_no_course",
            ),
            models.CheckConstraint(
                condition=Q(manager__isnull=True) | ~Q(manager=F("lead")), name="plan_manager_is_not_its_lead"
            ),
            models.UniqueConstraint(fields=("template", "team", "lead", "start"), name="plan_started_once"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The title; a plan whose document has none goes by its short name."""
        return self.title or self.slug.replace("-", " ").capitalize()


class PlanRole(models.Model):
    """A name under which the plan's document speaks of somebody ("Me", "Engineer A"), and who that is.

    `person_name` is who fills it without having an account.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="roles")
    name = models.CharField(max_length=300)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="plan_roles"
    )
    person_name = models.CharField(max_length=120, blank=True, default="")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=("plan", "name"), name="plan_role_once"),
            models.CheckConstraint(
                condition=Q(person__isnull=True) | Q(person_name=""), name="plan_role_filled_once"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Phase(models.Model):
    """Plan weeks `first_week` to `last_week`. `label`, `headings` and `columns` keep the words of the document."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="phases")
    title = models.TextField()
    label = models.TextField(blank=True)
    first_week = models.PositiveSmallIntegerField()
    last_week = models.PositiveSmallIntegerField()
    headings = models.JSONField(default=list, help_text='[["quick_wins", "Quick wins (weeks 1-2)"], …]')
    columns = models.JSONField(default=list, help_text='[["meetings", "who", "Attendees"], …]')
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("plan", "position")
        constraints = (
            models.UniqueConstraint(fields=("plan", "position"), name="phase_position_once"),
            models.CheckConstraint(
                condition=Q(first_week__gte=1, first_week__lte=F("last_week")), name="phase_weeks_in_order"
            ),
        )

    def __str__(self) -> str:
        return self.title


class Goal(models.Model):
    """`outcome` and `outcome_why` are the closing review's."""

    class Outcome(models.TextChoices):
        UNSAID = "", "Not reviewed"
        MET = "met", "Met"
        PARTLY = "partly", "Partly met"
        NOT_MET = "not_met", "Not met"

    phase = models.ForeignKey(Phase, on_delete=models.CASCADE, related_name="goals")
    text = models.TextField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="done_goals"
    )
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, default="")
    outcome_why = models.TextField(blank=True, default="")
    position = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("phase", "position")

    def __str__(self) -> str:
        return self.text

    @property
    def is_done(self) -> bool:
        return self.done_at is not None


class Note(models.Model):
    """A part of the document with no structure of its own, word for word; of a phase, or of the whole plan.

    `version` counts the changes, so that the second of two writers can be told. What is `kept` to the plan's people
    does not say its words where its name is asked: the activity log is read by others.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="notes")
    phase = models.ForeignKey(Phase, null=True, blank=True, on_delete=models.CASCADE, related_name="notes")
    section = models.CharField(max_length=20, blank=True)
    title = models.TextField(blank=True)
    level = models.PositiveSmallIntegerField(default=0)
    body = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField(default=1)
    kept = models.BooleanField(default=False, help_text="Whether only the plan's people read it.")

    class Meta:
        ordering = ("position",)

    def __str__(self) -> str:
        return KEPT_NOTE if self.kept else self.title or self.body[:60]
