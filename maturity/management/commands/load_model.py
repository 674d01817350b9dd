"""`manage.py load_model FILE [--publish]`: a model file becomes a draft version of its model, or a published one."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils import timezone

from common.decisions import DomainError
from maturity.catalogue_file import CatalogueError, ModelFile, read_model
from maturity.models import ModelVersion
from maturity.services import model_versions

_UNUSABLE = 2
_TOO_LARGE = (
    2_000_001  # one byte more than a model file may have: enough to be refused without reading it all
)


class Command(BaseCommand):
    help = "Load a maturity model from a file into a draft version. The same content again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the model file (YAML)")
        parser.add_argument("--publish", action="store_true", help="publish the version, which freezes it")

    def handle(self, *args: object, file: str, publish: bool, **options: object) -> None:
        try:
            version = _load(_read(file), publish=publish)
        except (CatalogueError, DomainError) as error:
            self.stderr.write(str(error))
            sys.exit(_UNUSABLE)
        practices = version.practices.count()
        self.stdout.write(f"{version}: {version.get_state_display().lower()}, {practices} practices.")


def _read(file: str) -> ModelFile:
    try:
        with Path(file).open("rb") as stream:
            return read_model(file, stream.read(_TOO_LARGE))
    except OSError as error:
        raise CatalogueError(file, 1, f"cannot be read: {error.strerror or error}") from error


@transaction.atomic
def _load(content: ModelFile, *, publish: bool) -> ModelVersion:
    now = timezone.now()
    version = model_versions.load_model(file=content, by=None, now=now)
    return model_versions.publish_version(version=version, by=None, now=now) if publish else version
