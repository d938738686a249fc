import uuid
from importlib import import_module

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import audits.models.fields

published = import_module("audits.migrations.0002_published_versions_never_change")


class Migration(migrations.Migration):
    dependencies = [
        ("audits", "0006_rounds_that_follow"),
    ]

    operations = [
        migrations.CreateModel(
            name="Contradiction",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "key",
                    audits.models.fields.KeyField(
                        max_length=60,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(-[a-z0-9]+)*$",
                                "A key is lower-case letters, digits and single hyphens, like seen-alone.",
                            )
                        ],
                    ),
                ),
                ("when", models.JSONField()),
                ("says", models.CharField(max_length=300)),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contradictions",
                        to="audits.toolversion",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "key"), name="contradiction_key_once"
                    )
                ],
            },
        ),
        published.trigger("audits_contradiction"),
    ]
