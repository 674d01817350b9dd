"""The database holds each review of a metric against a wording that was agreed to by then."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from common import triggers
from plans.frozen import FROZEN_REVIEWS


def install(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.install(schema_editor.connection, FROZEN_REVIEWS)


def remove(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.remove(schema_editor.connection, FROZEN_REVIEWS)


class Migration(migrations.Migration):
    dependencies = [("plans", "0005_changed_roles")]

    operations = [migrations.RunPython(install, remove)]
