"""What people set for themselves."""

from datetime import datetime

from common.decisions import DomainError
from common.services import service
from teams.models import User
from teams.services import activity
from teams.time_zones import is_known


@service
def change_settings(
    *,
    time_zone: str,
    mail_reminders: bool,
    mail_digest: bool,
    mail_due_tomorrow: bool,
    mail_hour: int,
    by: User,
    now: datetime,
) -> User:
    """The person's own; nothing is written where nothing changes. DomainError for a time zone nobody knows."""
    if time_zone and not is_known(time_zone):
        raise DomainError(f"No time zone is called {time_zone}. Choose one from the list.")
    person = User.objects.select_for_update().get(pk=by.pk)
    chosen = {
        "time_zone": time_zone,
        "mail_reminders": mail_reminders,
        "mail_digest": mail_digest,
        "mail_due_tomorrow": mail_due_tomorrow,
        "mail_hour": mail_hour,
    }
    before = {name: getattr(person, name) for name in chosen}
    changes = {name: [before[name], value] for name, value in chosen.items() if before[name] != value}
    if changes:
        User.objects.filter(pk=person.pk).update(**chosen)
        activity.record(by=by, now=now, verb="changed the settings of", subject=person, detail=changes)
        person.refresh_from_db()
    return person
