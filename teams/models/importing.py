"""A file that somebody brings in, and how far that got."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class ImportJob(models.Model):
    """`sheet` is the slug of a kind of spreadsheet. `headers` are the file's, `matching` which of them is which column.

    `rows` is how many there are, about that until they are read. `found` is what reading came to, as JSON.
    `notice` tells the person what happened to it. Whoever works on it takes it by counting `claim` up, for as long as
    `claimed_at` is fresh; `attempts` counts since the work was asked for.
    """

    class State(models.TextChoices):
        COLUMNS = "columns", "Choose the columns"
        READING = "reading", "Being compared"
        PREVIEW = "preview", "To be confirmed"
        WRITING = "writing", "Being brought in"
        DONE = "done", "Brought in"
        CANCELLED = "cancelled", "Cancelled"
        FAILED = "failed", "Failed"

    WORK = (State.READING, State.WRITING)
    ENDED = (State.DONE, State.CANCELLED, State.FAILED)

    sheet = models.CharField(max_length=40)
    file_name = models.CharField(max_length=200)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="import_jobs"
    )
    uploaded_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State)
    headers = models.JSONField(default=list)
    matching = models.JSONField(default=dict)
    rows = models.PositiveIntegerField(default=0)
    found = models.JSONField(default=dict)
    notice = models.TextField(blank=True, default="")
    claim = models.PositiveIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-uploaded_at", "-id")
        verbose_name = "import"
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=("done", "cancelled", "failed"), finished_at__isnull=False)
                | Q(state__in=("columns", "reading", "preview", "writing"), finished_at__isnull=True),
                name="import_ended_has_its_moment",
            ),
        )
        indexes = (
            models.Index(fields=("uploaded_by", "-uploaded_at"), name="import_of_person"),
            models.Index(
                fields=("uploaded_at",), condition=Q(finished_at__isnull=True), name="import_under_way"
            ),
        )

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_at_work(self) -> bool:
        return self.state in self.WORK

    @property
    def has_ended(self) -> bool:
        return self.state in self.ENDED


class ImportFile(models.Model):
    """The bytes of the file, compressed and as text; gone once the import ended."""

    job = models.OneToOneField(ImportJob, on_delete=models.CASCADE, primary_key=True, related_name="file")
    content = models.TextField()

    def __str__(self) -> str:
        return f"file of import {self.job_id}"


class ColumnChoice(models.Model):
    """Which header a person chose for which column the last time: `headers` by name of the column, "" for none."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="column_choices"
    )
    sheet = models.CharField(max_length=40)
    headers = models.JSONField(default=dict)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("user", "sheet"), name="column_choice_once_per_person"),
        )

    def __str__(self) -> str:
        return f"columns of {self.sheet} for {self.user_id}"
