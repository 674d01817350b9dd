import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from common import triggers
from maturity.frozen import FROZEN_FIGURES


def install(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.install(schema_editor.connection, FROZEN_FIGURES)


def remove(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.remove(schema_editor.connection, FROZEN_FIGURES)


class Migration(migrations.Migration):
    dependencies = [("maturity", "0007_confidence_and_disagreement")]

    operations = [
        migrations.CreateModel(
            name="ClosedFigures",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("day", models.DateField(db_index=True)),
                ("rows", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("recorded_at", models.DateTimeField()),
                (
                    "cycle",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closed_figures",
                        to="maturity.cycle",
                    ),
                ),
            ],
            options={"verbose_name_plural": "closed figures", "ordering": ("day", "cycle")},
        ),
        migrations.RunPython(install, remove),
    ]
