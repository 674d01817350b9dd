import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from common import triggers
from maturity.frozen import FROZEN_AT_FIRST, FROZEN_WITH_BALLOTS


def install(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.install(schema_editor.connection, FROZEN_WITH_BALLOTS)


def remove(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.remove(schema_editor.connection, FROZEN_WITH_BALLOTS)


def install_first(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.install(schema_editor.connection, FROZEN_AT_FIRST)


def remove_first(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.remove(schema_editor.connection, FROZEN_AT_FIRST)


def choose_other(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What was left out before there was a short list had its word, and none of the list's reasons."""
    for name in ("Answer", "SubmittedAnswer"):
        rows = apps.get_model("maturity", name).objects.filter(not_applicable=True)
        rows.update(not_applicable_because="other")


class Migration(migrations.Migration):
    dependencies = [
        ("maturity", "0003_practice_guidance"),
        ("teams", "0002_frozen"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # SQLite gains a column by building the table anew, which would lose the triggers on it.
        migrations.RunPython(remove_first, install_first),
        migrations.CreateModel(
            name="Ballot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("level", models.PositiveSmallIntegerField(null=True)),
                ("cast_at", models.DateTimeField()),
            ],
            options={
                "ordering": ("vote", "id"),
            },
        ),
        migrations.CreateModel(
            name="SetAsideAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "why",
                    models.CharField(
                        choices=[("reworded", "Reworded"), ("removed", "Removed")], max_length=10
                    ),
                ),
                ("level", models.PositiveSmallIntegerField(null=True)),
                ("not_applicable", models.BooleanField(default=False)),
                ("not_applicable_because", models.CharField(blank=True, default="", max_length=20)),
                ("not_applicable_reason", models.CharField(blank=True, max_length=300)),
                ("note", models.TextField(blank=True)),
                ("target", models.PositiveSmallIntegerField(null=True)),
                ("target_by", models.CharField(blank=True, default="", max_length=7)),
                (
                    "evidence",
                    models.JSONField(
                        default=list, help_text='[{"title": …, "url": …, "dated": "2026-11-14"}]'
                    ),
                ),
                ("set_aside_at", models.DateTimeField()),
            ],
            options={
                "ordering": ("practice__dimension__position", "practice__position", "set_aside_at"),
            },
        ),
        migrations.CreateModel(
            name="Vote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("revealed_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("practice__dimension__position", "practice__position", "opened_at"),
            },
        ),
        migrations.RemoveConstraint(
            model_name="answer",
            name="answer_not_applicable_reason",
        ),
        migrations.AddField(
            model_name="answer",
            name="not_applicable_because",
            field=models.CharField(
                blank=True,
                choices=[
                    ("nothing-of-the-kind", "We run nothing of this kind"),
                    ("another-team", "Another team does it for us"),
                    ("too-early", "Too early in the product’s life"),
                    ("being-retired", "The system is being retired"),
                    ("agreed-exception", "An exception agreed with leadership"),
                    ("other", "Another reason"),
                ],
                default="",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="answer",
            name="target_by",
            field=models.CharField(blank=True, default="", help_text='The quarter: "2027-q1".', max_length=7),
        ),
        migrations.AddField(
            model_name="assessment",
            name="correction_opened_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="assessment",
            name="correction_opened_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrections",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="assessment",
            name="correction_reason",
            field=models.CharField(blank=True, default="", max_length=300),
        ),
        migrations.AddField(
            model_name="cycle",
            name="closed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="submission",
            name="left_open",
            field=models.JSONField(
                default=dict,
                help_text='What was open when it was handed in: {"unanswered": ["practice-key", …], …}',
            ),
        ),
        migrations.AddField(
            model_name="submittedanswer",
            name="not_applicable_because",
            field=models.CharField(blank=True, default="", max_length=20),
        ),
        migrations.AddField(
            model_name="submittedanswer",
            name="target_by",
            field=models.CharField(blank=True, default="", max_length=7),
        ),
        migrations.AddField(
            model_name="submittedanswer",
            name="votes",
            field=models.JSONField(
                help_text="What the team's vote showed (maturity.voting.Tally); null: none.", null=True
            ),
        ),
        migrations.RunPython(choose_other, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("not_applicable", False), ("not_applicable_because", "")),
                    models.Q(
                        ("not_applicable", True),
                        (
                            "not_applicable_because__in",
                            (
                                "nothing-of-the-kind",
                                "another-team",
                                "too-early",
                                "being-retired",
                                "agreed-exception",
                                "other",
                            ),
                        ),
                        models.Q(("not_applicable_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="answer_not_applicable_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(("target__isnull", False), ("target_by", ""), _connector="OR"),
                name="answer_target_by_has_target",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("correction_opened_at__isnull", True), ("correction_reason", "")),
                    models.Q(
                        ("correction_opened_at__isnull", False),
                        models.Q(("correction_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="assessment_correction_has_reason",
            ),
        ),
        migrations.AddField(
            model_name="ballot",
            name="voter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="ballots",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="setasideanswer",
            name="assessment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="set_aside",
                to="maturity.assessment",
            ),
        ),
        migrations.AddField(
            model_name="setasideanswer",
            name="practice",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="set_aside", to="maturity.practice"
            ),
        ),
        migrations.AddField(
            model_name="vote",
            name="assessment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="votes", to="maturity.assessment"
            ),
        ),
        migrations.AddField(
            model_name="vote",
            name="opened_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="opened_votes",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="vote",
            name="practice",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="votes", to="maturity.practice"
            ),
        ),
        migrations.AddField(
            model_name="vote",
            name="revealed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="revealed_votes",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="ballot",
            name="vote",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="ballots", to="maturity.vote"
            ),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revealed_at__isnull", True), ("withdrawn_at__isnull", True)),
                fields=("assessment", "practice"),
                name="vote_one_open_per_practice",
            ),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("revealed_at__isnull", True), ("withdrawn_at__isnull", True), _connector="OR"
                ),
                name="vote_ends_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="ballot",
            constraint=models.UniqueConstraint(fields=("vote", "voter"), name="ballot_once_per_voter"),
        ),
        migrations.AddConstraint(
            model_name="ballot",
            constraint=models.CheckConstraint(
                condition=models.Q(("level__isnull", True), ("level__lte", 9), _connector="OR"),
                name="ballot_level_in_range",
            ),
        ),
        migrations.RunPython(install, remove),
    ]
