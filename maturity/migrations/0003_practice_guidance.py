from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from common import triggers
from maturity.frozen import FROZEN_AT_FIRST

METRICS = {
    "deployment-frequency": "Deployment frequency",
    "lead-time": "Lead time for changes",
    "change-fail-rate": "Change fail rate",
    "recovery-time": "Time to recover",
}


def install(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.install(schema_editor.connection, FROZEN_AT_FIRST)


def remove(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.remove(schema_editor.connection, FROZEN_AT_FIRST)


class Migration(migrations.Migration):
    dependencies = [("maturity", "0002_frozen")]
    operations = [
        # SQLite gains a column by building the table anew, which would lose the triggers on it.
        migrations.RunPython(remove, install),
        migrations.AddField(
            "practice",
            "effort",
            models.CharField(
                max_length=80, blank=True, default="", help_text="What the next level costs."
            ),
        ),
        migrations.AddField(
            "practice",
            "metric",
            models.CharField(
                max_length=20,
                blank=True,
                default="",
                choices=METRICS,
                help_text="The delivery metric that it moves.",
            ),
        ),
        migrations.AddField(
            "practice",
            "evidence",
            models.JSONField(default=list, blank=True, help_text="What would show it: a list of texts."),
        ),
        migrations.AddConstraint(
            "practice",
            models.CheckConstraint(
                condition=models.Q(metric__in=("", *METRICS)), name="practice_metric"
            ),
        ),
        migrations.RunPython(install, remove),
    ]
