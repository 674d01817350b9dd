from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from common import triggers
from maturity.frozen import FROZEN_WITH_BALLOTS, FROZEN_WITH_NAMES


def install(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.install(schema_editor.connection, FROZEN_WITH_NAMES)


def remove(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.remove(schema_editor.connection, FROZEN_WITH_NAMES)


def install_former(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.install(schema_editor.connection, FROZEN_WITH_BALLOTS)


def remove_former(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.remove(schema_editor.connection, FROZEN_WITH_BALLOTS)


def name_as_the_model(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for model in apps.get_model("maturity", "MaturityModel").objects.all():
        model.versions.update(name=model.name, summary=model.summary)


class Migration(migrations.Migration):
    dependencies = [("maturity", "0004_votes_and_corrections")]

    operations = [
        # SQLite gains a column by building the table anew, which would lose the triggers on it.
        migrations.RunPython(remove_former, install_former),
        migrations.AddField(
            model_name="modelversion",
            name="name",
            field=models.CharField(blank=True, default="", max_length=120),
        ),
        migrations.AddField(
            model_name="modelversion",
            name="summary",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.RunPython(name_as_the_model, migrations.RunPython.noop),
        migrations.RunPython(install, remove),
    ]
