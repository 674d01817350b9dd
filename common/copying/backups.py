"""A backup: one zip with the database as its engine keeps it, and a manifest that says which rows are in it.

What is not in it: the secret key (without the old one everybody signs in again) and mail printed to files.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from django.db import connection

from common.copying.engines import NAMES, dump_to, load_from
from common.copying.manifest import (
    Manifest,
    manifest_of,
    read_manifest,
    require_empty,
    require_same_rows,
    require_same_shape,
)
from common.copying.moment import one_moment
from common.copying.tables import digests
from common.decisions import DomainError

MANIFEST = "manifest.json"


def write_backup(path: Path, *, now: datetime) -> Manifest:
    """Of one moment, while people go on working. The file is there once it is whole, and never replaces another."""
    if path.exists():
        raise DomainError(f"{path} is there already. Name a new file.")
    with _folder_beside(path) as folder:
        dump = folder / NAMES[connection.vendor]
        with one_moment():
            dump_to(dump)
            manifest = manifest_of(digests(), now=now)
        whole = folder / "backup.zip"
        with ZipFile(whole, "w", ZIP_DEFLATED) as zipped:
            zipped.write(dump, dump.name)
            zipped.writestr(MANIFEST, manifest.as_json())
        whole.chmod(0o600)
        whole.rename(path)
    return manifest


def read_backup(path: Path) -> Manifest:
    """Put a backup into this workspace, which must be empty, and compare every table. DomainError says why not."""
    with _opened(path) as zipped, _folder_beside(path) as folder:
        manifest = read_manifest(zipped.read(MANIFEST).decode(), str(path))
        name = NAMES[manifest.engine]
        if manifest.engine != connection.vendor:
            raise DomainError(
                f"{path} was made on {manifest.engine}, and this workspace is on {connection.vendor}. "
                "Restore it on its own engine; `export_all` and `import_all` move a workspace to another."
            )
        require_same_shape(manifest)
        require_empty()
        zipped.extract(name, folder)
        load_from(folder / name)
    require_same_rows(manifest)
    return manifest


@contextmanager
def _opened(path: Path) -> Iterator[ZipFile]:
    try:
        with ZipFile(path) as zipped:
            names = set(zipped.namelist())
            if MANIFEST not in names or not names & set(NAMES.values()):
                raise DomainError(f"{path} is not a backup of Waymark.")
            yield zipped
    except OSError as error:
        raise DomainError(f"{path} cannot be read: {error.strerror}.") from error
    except BadZipFile as error:
        raise DomainError(f"{path} is damaged, or no backup: {error}.") from error


@contextmanager
def _folder_beside(path: Path) -> Iterator[Path]:
    """For what is not whole yet: on the same disk, so that the last step is a rename."""
    with TemporaryDirectory(prefix=".backup-", dir=path.resolve().parent) as folder:
        yield Path(folder)
