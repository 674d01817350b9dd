from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from common import triggers
from maturity.frozen import FROZEN_WITH_NAMES


def install(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.install(schema_editor.connection, FROZEN_WITH_NAMES)


def remove(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.remove(schema_editor.connection, FROZEN_WITH_NAMES)


def vouch(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """From the submission's day, or, for what was carried and not confirmed, from the day that it was carried with."""
    answers = apps.get_model("maturity", "SubmittedAnswer").objects
    answers.update(vouched_on=models.Subquery(answers.filter(pk=models.OuterRef("pk")).values("submission__day")))
    unconfirmed = answers.filter(carried=True, confirmed=False).select_related("submission", "practice")
    for answer in unconfirmed.order_by("submission__submitted_at", "submission"):
        before = answers.filter(
            submission__team=answer.submission.team_id,
            submission__submitted_at__lt=answer.submission.submitted_at,
            practice__key=answer.practice.key,
        )
        day = before.order_by("-submission__submitted_at").values_list("vouched_on", flat=True).first()
        if day:
            answers.filter(pk=answer.pk).update(vouched_on=day)
    answers.filter(newest_evidence__gt=models.F("vouched_on")).update(vouched_on=models.F("newest_evidence"))


def spread(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for answer in apps.get_model("maturity", "SubmittedAnswer").objects.filter(votes__isnull=False):
        given = [level for level, count in enumerate(answer.votes.get("levels", ())) if count]
        voters = sum(answer.votes.get("levels", ()))
        if voters > 1:
            answer.vote_spread = given[-1] - given[0]
            answer.save(update_fields=["vote_spread"])


def forget_snapshots(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """They are computed from submissions alone: the worker takes every day again, now with the new figures."""
    apps.get_model("maturity", "Snapshot").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("maturity", "0006_reminders")]

    operations = [
        # SQLite gains a column by building the table anew, which would lose the triggers on it.
        migrations.RunPython(remove, install),
        migrations.AddField("snapshot", "confidence", models.IntegerField(null=True)),
        migrations.AddField("snapshot", "disagreement", models.IntegerField(null=True)),
        migrations.AddField("submittedanswer", "vouched_on", models.DateField(null=True)),
        migrations.AddField("submittedanswer", "vote_spread", models.PositiveSmallIntegerField(null=True)),
        migrations.RunPython(vouch, migrations.RunPython.noop),
        migrations.RunPython(spread, migrations.RunPython.noop),
        migrations.RunPython(forget_snapshots, migrations.RunPython.noop),
        migrations.AlterField("submittedanswer", "vouched_on", models.DateField()),
        migrations.RunPython(install, remove),
    ]
