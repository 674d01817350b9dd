"""What is to be done in a plan, and who does it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Item(models.Model):
    """An activity, quick win, deliverable or meeting.

    Due at an offset (`due_kind` "week_end" or "working_day" with `due_number`; empty: the end of its phase), or
    pinned to `pinned_on`. `due_on` is the day that this comes to in a started plan (`plans.schedule`), null in a
    template. `version` counts the changes, so that the second of two writers can be told.
    """

    class Kind(models.TextChoices):
        ACTIVITY = "activity", "Activity"
        QUICK_WIN = "quick_win", "Quick win"
        DELIVERABLE = "deliverable", "Deliverable"
        MEETING = "meeting", "Meeting"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        DOING = "doing", "Under way"
        BLOCKED = "blocked", "Blocked"
        DONE = "done", "Done"
        DROPPED = "dropped", "Dropped"
        HANDED_ON = "handed_on", "Handed over"

    FINAL = (State.DONE, State.DROPPED, State.HANDED_ON)
    """States in which nothing is due any more."""
    NEED_REASON = (State.BLOCKED, State.DROPPED, State.HANDED_ON)

    class DueKind(models.TextChoices):
        PHASE_END = "", "End of the phase"
        WEEK_END = "week_end", "End of week"
        WORKING_DAY = "working_day", "Working day"
        PINNED = "pinned", "On a day"

    phase = models.ForeignKey("Phase", on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=12, choices=Kind)
    title = models.TextField()
    why = models.TextField(blank=True)
    body = models.TextField(blank=True)
    everyone = models.BooleanField(default=False)
    who = models.TextField(blank=True)
    outcome_expected = models.TextField(blank=True)
    outcome_actual = models.TextField(blank=True)
    effort_low = models.PositiveIntegerField(null=True, blank=True)
    effort_high = models.PositiveIntegerField(null=True, blank=True)
    effort_unit = models.CharField(max_length=20, blank=True)
    effort_words = models.TextField(blank=True)
    count_low = models.PositiveIntegerField(null=True, blank=True)
    count_high = models.PositiveIntegerField(null=True, blank=True)
    count_words = models.TextField(blank=True)
    due_kind = models.CharField(max_length=12, choices=DueKind, blank=True, default="")
    due_number = models.PositiveSmallIntegerField(null=True, blank=True)
    pinned_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    practice_key = models.SlugField(max_length=80, blank=True)
    target_level = models.PositiveSmallIntegerField(null=True, blank=True)
    extras = models.JSONField(default=list, help_text='Table columns kept as they were: [["Risk", "low"], …]')
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="done_items"
    )
    reason = models.CharField(
        max_length=500,
        blank=True,
        default="",
        help_text="Why it is blocked or dropped, or to whom it was handed over.",
    )
    blocked_by = models.CharField(
        max_length=200, blank=True, default="", help_text="Who or what it waits for."
    )
    position = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("phase", "position")
        constraints = (
            models.UniqueConstraint(fields=("phase", "position"), name="item_position_once"),
            models.CheckConstraint(
                condition=(~Q(state="done") & Q(done_at__isnull=True))
                | Q(state="done", done_at__isnull=False),
                name="item_done_has_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="blocked") | ~Q(reason=""), name="item_blocked_has_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state="handed_on") | ~Q(reason=""), name="item_handed_over_to_somebody"
            ),
            models.CheckConstraint(
                condition=Q(state="blocked") | Q(blocked_by=""), name="item_blocked_by_is_of_blocked"
            ),
            models.CheckConstraint(
                condition=Q(due_kind="", due_number__isnull=True, pinned_on__isnull=True)
                | Q(due_kind="pinned", due_number__isnull=True, pinned_on__isnull=False)
                | Q(due_kind__in=("week_end", "working_day"), due_number__gte=1, pinned_on__isnull=True),
                name="item_due_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(effort_low__isnull=True) | Q(effort_low__lte=F("effort_high")),
                name="item_effort_in_order",
            ),
            models.CheckConstraint(
                condition=Q(count_low__isnull=True) | Q(count_low__lte=F("count_high")),
                name="item_count_in_order",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_done(self) -> bool:
        return self.state == self.State.DONE

    @property
    def is_open(self) -> bool:
        """Still to be done: open, under way or blocked."""
        return self.state not in self.FINAL


class Ownership(models.Model):
    """Who answers for an item (`accountable`, one), and who works on it with them."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="ownerships")
    role = models.ForeignKey("PlanRole", on_delete=models.CASCADE, related_name="ownerships")
    accountable = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=("item", "role"), name="owner_once_per_item"),
            models.UniqueConstraint(
                fields=("item",), condition=Q(accountable=True), name="owner_one_accountable_per_item"
            ),
        )

    def __str__(self) -> str:
        return f"{self.role_id} owns {self.item_id}"
