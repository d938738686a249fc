from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

pairs = import_module("cases.migrations.0002_answer_history_and_agency_keys")

# Who is in a room is that group's to read, and this runs as the owner of the tables, whom the
# walls between agencies hold off too.
GIVE_MEETINGS_TO_THEIR_GROUP = """
SELECT set_config('caseaudit.reach', 'all', true);
UPDATE cases_panelmeeting meeting SET group_id = looked.group_id FROM (
    SELECT through.panelmeeting_id, min(found.group_id::text)::uuid AS group_id
    FROM cases_moderation_meetings through
    JOIN cases_moderation moderation ON moderation.id = through.moderation_id
    JOIN cases_case found ON found.id = moderation.case_id
    GROUP BY through.panelmeeting_id
    HAVING count(DISTINCT found.group_id) = 1 AND count(*) = count(found.group_id)
) looked WHERE looked.panelmeeting_id = meeting.id;
SELECT set_config('caseaudit.reach', '', true);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("audits", "0010_questions_about_own_work"),
        ("cases", "0032_actions_that_are_changed"),
    ]

    operations = [
        migrations.AddField(
            model_name="panelmeeting",
            name="group",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="panel_meetings",
                to="audits.localgroup",
            ),
        ),
        migrations.RemoveConstraint(model_name="panelmeeting", name="one_panel_meeting_a_day"),
        migrations.AddConstraint(
            model_name="panelmeeting",
            constraint=models.UniqueConstraint(
                fields=("audit", "held_on", "group"),
                name="one_panel_meeting_a_day",
                nulls_distinct=False,
            ),
        ),
        pairs.foreign_key(
            "cases_panelmeeting",
            "panel_of_a_group_of_its_audit",
            "group_id, audit_id",
            "audits_localgroup (id, audit_id)",
        ),
        migrations.RunSQL(GIVE_MEETINGS_TO_THEIR_GROUP, migrations.RunSQL.noop),
    ]
