import uuid
from importlib import import_module

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

pairs = import_module("cases.migrations.0002_answer_history_and_agency_keys")


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0002_contacts_and_reminders"),
        ("audits", "0006_rounds_that_follow"),
        ("cases", "0008_history_of_evidence"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReturnStep",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("submitted", "Submitted"),
                            ("sent_back", "Sent back"),
                            ("reopening_asked", "Asked for it to be sent back"),
                            ("approved", "Approved"),
                            ("accepted", "Accepted by the coordinator, not agency-approved"),
                            ("held", "Approved and kept in the agency"),
                            ("release_asked", "Asked for it to be shared"),
                            ("released", "Shared"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("after_approval", models.BooleanField(default=False)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["at"],
            },
        ),
        migrations.AddField(
            model_name="agencyaction",
            name="source",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AlterField(
            model_name="agencyaction",
            name="audit_return",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="agency_actions",
                to="cases.auditreturn",
            ),
        ),
        migrations.AlterField(
            model_name="agencyaction",
            name="who",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddConstraint(
            model_name="agencyaction",
            constraint=models.UniqueConstraint(
                condition=models.Q(("source", ""), _negated=True),
                fields=("audit_return", "question", "source"),
                name="each_task_once_on_the_list",
            ),
        ),
        migrations.AddField(
            model_name="returnstep",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
            ),
        ),
        migrations.AddField(
            model_name="returnstep",
            name="audit_return",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="steps",
                to="cases.auditreturn",
            ),
        ),
        migrations.AddField(
            model_name="returnstep",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="returnstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind__in", ["sent_back", "reopening_asked", "release_asked"]),
                        _negated=True,
                    ),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="step_that_asks_says_why",
            ),
        ),
        pairs.foreign_key(
            "cases_returnstep",
            "step_of_its_agency",
            "audit_return_id, agency_id",
            "cases_auditreturn (id, agency_id)",
        ),
    ]
