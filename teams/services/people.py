"""What an administrator changes of a person."""

from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from common.decisions import ChangedSince, DomainError
from common.services import service
from teams.email_domains import is_in, refusal
from teams.models import Invitation, Mail, User
from teams.models.mail import MAX_ATTEMPTS
from teams.policies import may_administer, may_change_role, may_deactivate, may_reactivate
from teams.services import activity
from teams.services.sessions import end_sessions


@service
def change_person(
    *, person: User, name: str, email: str, role: str, version: int, by: User, now: datetime
) -> bool:
    """False, and nothing written, where all is so already. `version` is the person's as the administrator saw it.

    ChangedSince where somebody changed them since; DomainError for an address that is taken or not allowed. The log
    says which columns changed, and no name or address.
    """
    may_administer(by).require()
    person, administrators = _lock(person)
    wanted = {"name": name, "email": email.lower(), "role": role}
    changed = {column: value for column, value in wanted.items() if getattr(person, column) != value}
    if not changed:
        return False
    _require_unchanged(person, version)
    if "role" in changed:
        may_change_role(by, person).require()
        require_another_administrator(person, administrators)
    _save(person, {**changed, "version": person.version + 1})
    if "email" in changed:  # the link went to somebody who may not be this person
        _withdraw_invitation(person, now)
    said = {"role": [person.role, role]} if "role" in changed else {}
    person.refresh_from_db()
    detail = {"fields": sorted(changed), **said}
    activity.record(by=by, now=now, verb="changed", subject=person, detail=detail)
    return True


@service
def deactivate_person(*, person: User, by: User, now: datetime) -> bool:
    """Signed out at once, written to no more, offered nowhere; what they did stays theirs. False where it is so
    already.
    """
    person, administrators = _lock(person)
    may_deactivate(by, person).require()
    if not person.is_active:
        return False
    require_another_administrator(person, administrators)
    _save(person, {"is_active": False, "version": person.version + 1})
    sessions = end_sessions(person, now=now)
    _withdraw_invitation(person, now)
    waiting = Mail.objects.filter(recipient=person, sent_at=None, attempts__lt=MAX_ATTEMPTS)
    waiting.update(attempts=MAX_ATTEMPTS, last_error="Not sent: this person was deactivated.")
    detail = {"sessions ended": sessions}
    activity.record(by=by, now=now, verb="deactivated", subject=person, detail=detail)
    return True


@service
def reactivate_person(*, person: User, by: User, now: datetime) -> bool:
    """May sign in as before. False where they may already."""
    person, _ = _lock(person)
    may_reactivate(by, person).require()
    if person.is_active:
        return False
    _save(person, {"is_active": True, "version": person.version + 1})
    activity.record(by=by, now=now, verb="reactivated", subject=person)
    return True


def require_another_administrator(person: User, administrators: Collection[int]) -> None:
    """DomainError where the person is the last of the (locked) administrators."""
    if person.pk in administrators and len(administrators) == 1:
        raise DomainError(
            f"{person.name} is the only administrator left. Make somebody else an administrator first."
        )


def _lock(person: User) -> tuple[User, Collection[int]]:
    """The person as the database has them now, and all active administrators, held until the end: of two who would
    each take the other's role away, the second finds one administrator."""
    able = User.objects.filter(role=User.Role.ADMINISTRATOR, is_active=True).order_by("pk")
    administrators = list(able.select_for_update().values_list("pk", flat=True))
    return User.objects.select_for_update().get(pk=person.pk), administrators


def _require_unchanged(person: User, version: int) -> None:
    if version != person.version:
        raise ChangedSince(
            f"Somebody changed {person.name} since you opened the page. Load it again to see how it stands now."
        )


def _save(person: User, columns: dict[str, object]) -> None:
    email = columns.get("email")
    if email and not is_in(str(email), settings.EMAIL_DOMAINS):
        raise DomainError(refusal(str(email), settings.EMAIL_DOMAINS))
    try:
        with transaction.atomic():
            User.objects.filter(pk=person.pk).update(**columns)
    except IntegrityError as error:
        raise DomainError(f"Somebody has the address {email} already.") from error


def _withdraw_invitation(person: User, now: datetime) -> None:
    Invitation.objects.filter(person=person, accepted_at=None, withdrawn_at=None).update(withdrawn_at=now)
