import uuid
from importlib import import_module

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import audits.models.fields

pairs = import_module("cases.migrations.0002_answer_history_and_agency_keys")

HISTORY = """
CREATE FUNCTION cases_keep_judgement_history() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO cases_judgementhistory (
        judgement_id, moderation_id, question_key, subject_id, occasion, state, value, rationale,
        dissent, version, written_at, written_by_id, changed_at, changed_by_id
    ) VALUES (
        OLD.id, OLD.moderation_id, OLD.question_key, OLD.subject_id, OLD.occasion, OLD.state,
        OLD.value, OLD.rationale, OLD.dissent, OLD.version, OLD.updated_at, OLD.updated_by_id,
        clock_timestamp(), NULLIF(current_setting('caseaudit.user', true), '')::uuid
    );
    RETURN NULL;
END $$;
CREATE TRIGGER keep_history AFTER UPDATE OR DELETE ON cases_judgement
    FOR EACH ROW EXECUTE FUNCTION cases_keep_judgement_history();
"""
DROP_HISTORY = (
    "DROP TRIGGER keep_history ON cases_judgement; DROP FUNCTION cases_keep_judgement_history()"
)


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0003_day_of_the_last_reminders"),
        ("audits", "0007_contradictions"),
        ("cases", "0021_identities_destroyed_on_a_date"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="JudgementHistory",
            fields=[
                (
                    "question_key",
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
                ("occasion", models.CharField(blank=True, max_length=20)),
                (
                    "state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("answered", "Answered"),
                            ("not_applicable", "Not applicable"),
                            ("not_recorded", "Not recorded"),
                            ("missing", "Missing"),
                            ("not_asked", "Not asked"),
                        ],
                        max_length=20,
                    ),
                ),
                ("value", models.JSONField(null=True)),
                ("rationale", models.TextField(blank=True)),
                ("dissent", models.TextField(blank=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("judgement_id", models.UUIDField(db_index=True)),
                ("moderation_id", models.UUIDField(db_index=True)),
                ("subject_id", models.UUIDField(null=True)),
                ("written_at", models.DateTimeField()),
                ("written_by_id", models.UUIDField(null=True)),
                ("changed_at", models.DateTimeField()),
                ("changed_by_id", models.UUIDField(null=True)),
            ],
            options={
                "verbose_name_plural": "judgement history",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Moderation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("released_at", models.DateTimeField(null=True)),
                ("recalled_at", models.DateTimeField(null=True)),
                ("recall_reason", models.CharField(blank=True, max_length=300)),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                    ),
                ),
                (
                    "audit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="moderations",
                        to="audits.audit",
                    ),
                ),
                (
                    "case",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="moderation",
                        to="cases.case",
                    ),
                ),
                (
                    "recalled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "released_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["case__reference", "agency__position"],
            },
        ),
        migrations.CreateModel(
            name="LearningPoint",
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
                        choices=[("learning", "Learning"), ("good_practice", "Good practice")],
                        default="learning",
                        max_length=20,
                    ),
                ),
                ("text", models.CharField(max_length=1000)),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "moderation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="learning_points",
                        to="cases.moderation",
                    ),
                ),
            ],
            options={
                "ordering": ["added_at"],
            },
        ),
        migrations.CreateModel(
            name="Judgement",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "question_key",
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
                ("occasion", models.CharField(blank=True, max_length=20)),
                (
                    "state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("answered", "Answered"),
                            ("not_applicable", "Not applicable"),
                            ("not_recorded", "Not recorded"),
                            ("missing", "Missing"),
                            ("not_asked", "Not asked"),
                        ],
                        max_length=20,
                    ),
                ),
                ("value", models.JSONField(null=True)),
                ("rationale", models.TextField(blank=True)),
                ("dissent", models.TextField(blank=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("updated_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "subject",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.subject",
                    ),
                ),
                (
                    "updated_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "moderation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="judgements",
                        to="cases.moderation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CaseAction",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("text", models.CharField(max_length=500)),
                ("due_on", models.DateField(blank=True, null=True)),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "moderation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="actions",
                        to="cases.moderation",
                    ),
                ),
            ],
            options={
                "ordering": [models.OrderBy(models.F("due_on"), nulls_last=True), "added_at"],
            },
        ),
        migrations.CreateModel(
            name="PanelMeeting",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("held_on", models.DateField()),
                ("place", models.CharField(blank=True, max_length=120)),
                (
                    "audit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="panel_meetings",
                        to="audits.audit",
                    ),
                ),
            ],
            options={
                "ordering": ["-held_on"],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("role", models.CharField(blank=True, max_length=100)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("present", "Present"),
                            ("apologies", "Sent apologies"),
                            ("observer", "Observer"),
                        ],
                        default="present",
                        max_length=20,
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attendances",
                        to="cases.panelmeeting",
                    ),
                ),
            ],
            options={
                "ordering": ["agency__position", "name"],
            },
        ),
        migrations.AddConstraint(
            model_name="moderation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("agency__isnull", True), ("case__isnull", False)),
                    models.Q(("agency__isnull", False), ("case__isnull", True)),
                    _connector="OR",
                ),
                name="moderation_is_of_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="moderation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("agency__isnull", False)),
                fields=("audit", "agency"),
                name="one_moderation_an_organisation",
            ),
        ),
        migrations.AddConstraint(
            model_name="moderation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("released_at__isnull", True), ("released_by__isnull", True)),
                    models.Q(("released_at__isnull", False), ("released_by__isnull", False)),
                    _connector="OR",
                ),
                name="released_judgements_say_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="moderation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("recalled_at__isnull", True),
                    models.Q(
                        ("recalled_by__isnull", False),
                        models.Q(("recall_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="recalled_judgements_say_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="learningpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="learning_point_says_what"
            ),
        ),
        migrations.AddConstraint(
            model_name="judgement",
            constraint=models.UniqueConstraint(
                fields=("moderation", "question_key", "subject", "occasion"),
                name="one_judgement_a_question",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="judgement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["", "answered", "not_applicable", "not_recorded"])
                ),
                name="judgement_state_can_be_agreed",
            ),
        ),
        migrations.AddConstraint(
            model_name="judgement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "answered"), ("value__isnull", False)),
                    models.Q(
                        models.Q(("state", "answered"), _negated=True), ("value__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="judgement_answered_has_a_value",
            ),
        ),
        migrations.AddConstraint(
            model_name="caseaction",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="case_action_says_what"
            ),
        ),
        migrations.AddConstraint(
            model_name="caseaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_at__isnull", True), ("done_by__isnull", True)),
                    models.Q(("done_at__isnull", False), ("done_by__isnull", False)),
                    _connector="OR",
                ),
                name="case_action_done_says_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="panelmeeting",
            constraint=models.UniqueConstraint(
                fields=("audit", "held_on"), name="one_panel_meeting_a_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.UniqueConstraint(
                fields=("meeting", "name", "agency"), name="attends_once", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="attendance_names_somebody"
            ),
        ),
        migrations.RunSQL(HISTORY, DROP_HISTORY),
        pairs.foreign_key(
            "cases_moderation",
            "moderation_of_its_audit",
            "case_id, audit_id",
            "cases_case (id, audit_id)",
        ),
    ]
