"""What a copy of a workspace says of itself, and whether this installation can take it."""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from common.copying.tables import LEFT_OUT, digests, tables, whole_digest
from common.decisions import DomainError

FORMAT = "waymark workspace 1"


@dataclass(frozen=True, slots=True)
class Manifest:
    """`migrations` are the last of each app; `tables` maps a label to its number of rows and their digest."""

    made_at: str
    engine: str
    digest: str
    migrations: dict[str, list[str]]
    tables: dict[str, tuple[int, str]] = field(default_factory=dict)
    format: str = FORMAT

    @property
    def rows(self) -> int:
        return sum(rows for rows, _ in self.tables.values())

    def as_json(self) -> str:
        return json.dumps(asdict(self), indent=2, sort_keys=True) + "\n"


def manifest_of(found: dict[str, tuple[int, str]], *, now: datetime) -> Manifest:
    return Manifest(now.isoformat(), connection.vendor, whole_digest(found), last_migrations(), found)


def read_manifest(text: str, name: str) -> Manifest:
    """DomainError, naming the file, where it is none of ours."""
    try:
        found: dict[str, Any] = json.loads(text)
        manifest = Manifest(**found)
        tables = {label: (int(rows), str(digest)) for label, (rows, digest) in manifest.tables.items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise DomainError(f"{name} is not the manifest of a copy of Waymark ({error}).") from error
    if manifest.format != FORMAT:
        raise DomainError(f"{name}: this installation reads “{FORMAT}”, and this is “{manifest.format}”.")
    return Manifest(**{**found, "tables": tables})


def last_migrations() -> dict[str, list[str]]:
    """The newest applied migration of each app whose tables are copied: rows fit tables of the same shape only."""
    loader = MigrationLoader(connection)
    apps = {table._meta.app_label for table in tables()} - LEFT_OUT
    applied = set(loader.applied_migrations)
    return {app: sorted(name for label, name in applied if label == app)[-1:] for app in sorted(apps)}


def require_same_shape(manifest: Manifest) -> None:
    here = last_migrations()
    if differing := sorted(
        app for app in {*here, *manifest.migrations} if here.get(app) != manifest.migrations.get(app)
    ):
        raise DomainError(
            f"The copy was made by another version of Waymark: {', '.join(differing)} differ. "
            "Install the version that made it, take the copy in, then update."
        )


def require_empty() -> None:
    """A copy goes into a workspace in which nothing is yet; DomainError where something is."""
    if found := [table._meta.verbose_name_plural for table in tables() if table._base_manager.exists()]:
        raise DomainError(
            f"This workspace is not empty: it has {', '.join(map(str, found[:5]))}"
            f"{' and more' if len(found) > 5 else ''}. Take the copy into a new database: set DATABASE_URL or "
            "WAYMARK_DATA to one, and run `manage.py migrate` there."
        )


def require_same_rows(manifest: Manifest) -> None:
    """DomainError where the database does not hold what the copy says; the message names the tables."""
    here = digests()
    if differing := sorted(
        label for label in {*here, *manifest.tables} if here.get(label) != manifest.tables.get(label)
    ):
        raise DomainError(
            f"What was written differs from the copy in: {', '.join(differing)}. Nothing was kept."
        )
