"""Rows that are things with a history: each that an import adds or changes has its event."""

from typing import Any, ClassVar

from common.decisions import ALLOWED, Decision
from common.spreadsheets.resource_sheet import ResourceSheet
from common.spreadsheets.resources import SheetResource, same
from teams.models import Event, Team, User
from teams.policies import may_administer
from teams.services import activity

_BATCH = 1_000


def _team_of(instance: Any) -> Team | None:
    return instance if isinstance(instance, Team) else getattr(instance, "team", None)


class RecordedResource(SheetResource):
    """Keeps the events of the rows that were saved; the sheet writes them together."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.events: list[Event] = []

    def keeps_event(self, original: Any) -> bool:
        """False where a service that was called has written its own. `original` is None for a new row."""
        return True

    def after_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        original = self._original
        if kwargs["dry_run"] or not self.keeps_event(original):
            return
        detail: dict[str, Any] = {"by": "import"}
        if original is not None:
            before, after = self.shown(original), self.shown(instance)
            detail["fields"] = [name for name in after if not same(after[name], before[name])]
        self.events.append(
            activity.event(
                by=self.by,
                now=self.now,
                verb="added" if original is None else "changed",
                subject=instance,
                team=_team_of(instance),
                detail=detail,
            )
        )


class OrganisationSheet(ResourceSheet):
    """Only administrators bring in people and structure."""

    resource_class: ClassVar[type[SheetResource]]

    def may_import(self, user: User) -> Decision:
        return may_administer(user)

    def may_export(self, user: User) -> Decision:
        return ALLOWED

    def saved(self, resource: SheetResource) -> None:
        if isinstance(resource, RecordedResource):
            Event.objects.bulk_create(resource.events, batch_size=_BATCH)
