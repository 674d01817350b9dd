"""What people add to an item while they work on it: ticks of its count, links, comments with mentions."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from plans.models.item import Item


class CountTick(models.Model):
    """One of the things that the item's count asks for ("4 of 6–8"), with a word about it."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="ticks")
    note = models.CharField(max_length=300, blank=True, default="")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="count_ticks"
    )

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return self.note or f"tick of {self.item_id}"


class ItemLink(models.Model):
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="links")
    title = models.CharField(max_length=200)
    url = models.URLField(max_length=1000)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="item_links"
    )

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.title

    @property
    def address(self) -> str:
        """Where a page may lead to; empty where what was given is no web address, however it got in."""
        return self.url if self.url.startswith(("https://", "http://")) else ""


class Comment(models.Model):
    """`removed_at` empties it for readers; that there was one stays."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="plan_comments"
    )
    text = models.TextField(max_length=10_000)
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    mentioned = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="plan_mentions")

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(removed_at__isnull=False) | ~Q(text=""), name="comment_says_something"
            ),
        )

    def __str__(self) -> str:
        return self.text[:60]
