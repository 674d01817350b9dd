"""A maturity model, its editions, and the rubric that an edition freezes."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from maturity.delivery_metrics import METRICS

WEIGHTS = (MinValueValidator(1), MaxValueValidator(100))
HIGHEST_LEVEL = 9


class MaturityModel(models.Model):
    key = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    summary = models.TextField(blank=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class ModelVersion(models.Model):
    """One edition. Draft until published; published, it and all below it are frozen (the database refuses changes).

    `name` and `summary` are what this edition says of its model, which takes them over when it is published.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"
        RETIRED = "retired", "Retired"

    model = models.ForeignKey(MaturityModel, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120, blank=True, default="")
    summary = models.TextField(blank=True, default="")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    scale = models.JSONField(help_text="The names of the levels, level 0 first.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the edition's content, to know it again.")
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("model", "-number")
        constraints = (
            models.UniqueConstraint(fields=("model", "number"), name="version_number_once"),
            models.UniqueConstraint(
                fields=("model",), condition=models.Q(state="draft"), name="version_one_draft_per_model"
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft") | models.Q(published_at__isnull=False),
                name="version_published_at",
            ),
        )

    def __str__(self) -> str:
        return f"{self.model.name} {self.number}"

    @property
    def highest_level(self) -> int:
        return len(self.scale) - 1

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT


class Dimension(models.Model):
    version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="dimensions")
    key = models.SlugField(max_length=80)
    title = models.CharField(max_length=120)
    summary = models.TextField(blank=True)
    weight = models.PositiveSmallIntegerField(default=1, validators=WEIGHTS)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("version", "position")
        constraints = (
            models.UniqueConstraint(fields=("version", "key"), name="dimension_key_once"),
            models.CheckConstraint(condition=models.Q(weight__range=(1, 100)), name="dimension_weight"),
        )

    def __str__(self) -> str:
        return self.title


class Practice(models.Model):
    """`key` stays the same across versions: it is how last quarter's answer finds this quarter's practice."""

    version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="practices")
    dimension = models.ForeignKey(Dimension, on_delete=models.PROTECT, related_name="practices")
    key = models.SlugField(max_length=80)
    title = models.CharField(max_length=160)
    why = models.TextField()
    weight = models.PositiveSmallIntegerField(default=1, validators=WEIGHTS)
    half_life_days = models.PositiveSmallIntegerField(default=180)
    effort = models.CharField(max_length=80, blank=True, default="", help_text="What the next level costs.")
    metric = models.CharField(
        max_length=20, blank=True, default="", choices=METRICS, help_text="The delivery metric that it moves."
    )
    evidence = models.JSONField(default=list, blank=True, help_text="What would show it: a list of texts.")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("dimension__position", "position")
        constraints = (
            models.UniqueConstraint(fields=("version", "key"), name="practice_key_once"),
            models.CheckConstraint(condition=models.Q(weight__range=(1, 100)), name="practice_weight"),
            models.CheckConstraint(condition=models.Q(half_life_days__gte=1), name="practice_half_life"),
            models.CheckConstraint(condition=models.Q(metric__in=("", *METRICS)), name="practice_metric"),
        )

    def __str__(self) -> str:
        return self.title


class LevelCriterion(models.Model):
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="criteria")
    level = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=400)

    class Meta:
        ordering = ("practice", "level")
        constraints = (
            models.UniqueConstraint(fields=("practice", "level"), name="criterion_once_per_level"),
            models.CheckConstraint(condition=models.Q(level__lte=HIGHEST_LEVEL), name="criterion_level"),
        )

    def __str__(self) -> str:
        return f"{self.level}: {self.text}"


class Reference(models.Model):
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="references")
    title = models.CharField(max_length=200)
    url = models.URLField(max_length=500)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("practice", "position")

    def __str__(self) -> str:
        return self.title
