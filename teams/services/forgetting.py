"""Putting other words in the place of a person's name and address, for good (ADR 15)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, connection
from django.db.models import CASCADE, F

from common import triggers
from common.copying.tables import Table
from common.decisions import ChangedSince, DomainError
from common.services import service
from teams.models import Event, Mail, User
from teams.policies import may_forget
from teams.queries.forgetting import (
    names_of,
    new_email,
    new_name,
    replacing_of,
    rows_with,
    worded_tables,
)
from teams.services import activity
from teams.services.sessions import end_sessions
from teams.spellings import Replacing


@service
def forget_person(*, person: User, words: str, in_words: bool, version: int, by: User, now: datetime) -> int:
    """In how many rows something was replaced; 0, and nothing written, where the name was replaced already.

    `words` stand where the name stood; empty: "Former member 17". With `in_words` the name is also looked for in what
    people wrote; the address is in any case, and the log names nobody by it any more. What was the person's own
    (calendars, sessions, ways to sign in) is removed. ChangedSince where somebody changed them since `version`;
    DomainError where the new words will not do.
    """
    person = User.objects.get(pk=person.pk)
    may_forget(by, person).require()
    if person.forgotten_at:
        return 0
    names, new = names_of(person), words.strip() or new_name(person)
    replacing = replacing_of(person, names, new, in_words=in_words)
    if replacing_of(person, names, new, in_words=True).in_text(new) != new:
        raise DomainError("These words hold the name that is to go. Choose others.")
    found = [table for table in worded_tables() if next(rows_with(table, replacing), None)]
    with _unfrozen(found):
        _require_same(person, version)
        count = _replace_by_id(person, new) + sum(_replace_words(table, replacing) for table in found)
    _remove_own(person, now)
    User.objects.filter(pk=person.pk).update(**_nobody(person, new, now))
    person.refresh_from_db()
    detail = {"rows": count, "in words": in_words}
    activity.record(by=by, now=now, verb="replaced the name of", subject=person, detail=detail)
    return count


@contextmanager
def _unfrozen(tables: Sequence[Table]) -> Iterator[None]:
    """Lets words of frozen rows be replaced until the block ends; who else writes there waits until the commit.

    The log comes last: whoever writes writes there last, so that nobody waits for each other.
    """
    wanted = [*(table._meta.db_table for table in tables if table is not Event), Event._meta.db_table]
    all_frozen = triggers.frozen_of_apps()
    frozen = [each for table in wanted for each in all_frozen if each.table == table]
    connection.check_constraints()  # what is still to be checked would keep a trigger where it is
    triggers.remove(connection, frozen)
    yield
    triggers.install(connection, frozen)


def _require_same(person: User, version: int) -> None:
    if User.objects.select_for_update().get(pk=person.pk).version != version:
        raise ChangedSince(
            f"Somebody changed {person.name} since you opened the page. Load it again to see how it stands now."
        )


def _replace_words(table: Table, replacing: Replacing) -> int:
    rows = list(rows_with(table, replacing))
    try:
        for key, columns in rows:
            table._base_manager.filter(pk=key).update(**columns)
    except IntegrityError as error:
        what = table._meta.verbose_name
        raise DomainError(
            f"With these words a {what} would be called like another. Choose other words."
        ) from error
    return len(rows)


def _replace_by_id(person: User, new: str) -> int:
    """What the log knows of them by their number; and mail to them, whose words are theirs alone."""
    acted = Event.objects.filter(actor=person).exclude(actor_name=new).update(actor_name=new)
    about = Event.objects.filter(subject_type="teams.user", subject_id=person.pk).exclude(subject=new)
    mails = Mail.objects.filter(recipient=person).update(text="", html="")
    return acted + about.update(subject=new) + mails


def _remove_own(person: User, now: datetime) -> None:
    """Rows that are the person's alone, of whatever app: those that would go with them."""
    end_sessions(person, now=now)
    for relation in User._meta.related_objects:
        if getattr(relation, "on_delete", None) is CASCADE and not relation.many_to_many:
            relation.related_model._base_manager.filter(**{relation.field.name: person}).delete()


def _nobody(person: User, new: str, now: datetime) -> dict[str, Any]:
    return {
        "name": new,
        "email": new_email(person),
        "password": make_password(None),
        "role": User.Role.MEMBER,
        "time_zone": "",
        "last_login": None,
        "forgotten_at": now,
        "version": F("version") + 1,
    }
