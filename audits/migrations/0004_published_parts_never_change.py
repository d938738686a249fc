from importlib import import_module

from django.db import migrations

published = import_module("audits.migrations.0002_published_versions_never_change")

# A measure that a coordinator added to one audit is not part of the published version.
REFUSE = """
CREATE OR REPLACE FUNCTION audits_refuse_published() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched jsonb := to_jsonb(COALESCE(NEW, OLD));
    before jsonb := to_jsonb(COALESCE(OLD, NEW));
    of_version uuid;
BEGIN
    of_version := CASE TG_TABLE_NAME
        WHEN 'audits_option' THEN
            (SELECT version_id FROM audits_scale WHERE id = (touched->>'scale_id')::uuid)
        WHEN 'audits_item' THEN
            (SELECT version_id FROM audits_question WHERE id = (touched->>'question_id')::uuid)
        WHEN 'audits_question_codes' THEN
            (SELECT version_id FROM audits_question WHERE id = (touched->>'question_id')::uuid)
        WHEN 'audits_measure_options' THEN
            (SELECT version_id FROM audits_measure
             WHERE id = (touched->>'measure_id')::uuid AND audit_id IS NULL)
        WHEN 'audits_measure_also' THEN
            (SELECT version_id FROM audits_measure
             WHERE id = (touched->>'measure_id')::uuid AND audit_id IS NULL)
        WHEN 'audits_measure' THEN
            CASE WHEN touched->>'audit_id' IS NULL OR before->>'audit_id' IS NULL
                 THEN (touched->>'version_id')::uuid END
        ELSE (touched->>'version_id')::uuid
    END;
    IF EXISTS (SELECT 1 FROM audits_toolversion WHERE id = of_version AND status <> 'draft') THEN
        RAISE EXCEPTION 'A published tool version never changes' USING ERRCODE = 'check_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
"""

NEW_PARTS = (
    "audits_theme",
    "audits_frameworkcode",
    "audits_item",
    "audits_question_codes",
    "audits_measure_also",
)


class Migration(migrations.Migration):
    dependencies = [("audits", "0003_tools_of_every_kind")]

    operations = [
        migrations.RunSQL(REFUSE, published.REFUSE.replace("CREATE", "CREATE OR REPLACE", 1)),
        *(published.trigger(table) for table in NEW_PARTS),
    ]
