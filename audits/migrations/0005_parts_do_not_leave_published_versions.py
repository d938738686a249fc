from importlib import import_module

from django.db import migrations

earlier = import_module("audits.migrations.0004_published_parts_never_change")

# A part that is moved elsewhere is taken from where it was: both versions must be drafts.
OF_VERSION = """
CREATE OR REPLACE FUNCTION audits_version_of(source text, part jsonb) RETURNS uuid
LANGUAGE sql STABLE AS $$
    SELECT CASE source
        WHEN 'audits_option' THEN
            (SELECT version_id FROM audits_scale WHERE id = (part->>'scale_id')::uuid)
        WHEN 'audits_item' THEN
            (SELECT version_id FROM audits_question WHERE id = (part->>'question_id')::uuid)
        WHEN 'audits_question_codes' THEN
            (SELECT version_id FROM audits_question WHERE id = (part->>'question_id')::uuid)
        WHEN 'audits_measure_options' THEN
            (SELECT version_id FROM audits_measure
             WHERE id = (part->>'measure_id')::uuid AND audit_id IS NULL)
        WHEN 'audits_measure_also' THEN
            (SELECT version_id FROM audits_measure
             WHERE id = (part->>'measure_id')::uuid AND audit_id IS NULL)
        WHEN 'audits_measure' THEN
            CASE WHEN part->>'audit_id' IS NULL THEN (part->>'version_id')::uuid END
        ELSE (part->>'version_id')::uuid
    END
$$;
"""
REFUSE = """
CREATE OR REPLACE FUNCTION audits_refuse_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM audits_toolversion WHERE status <> 'draft' AND id IN (
        audits_version_of(TG_TABLE_NAME, to_jsonb(OLD)),
        audits_version_of(TG_TABLE_NAME, to_jsonb(NEW))
    )) THEN
        RAISE EXCEPTION 'A published tool version never changes' USING ERRCODE = 'check_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("audits", "0004_published_parts_never_change")]

    operations = [
        migrations.RunSQL(OF_VERSION, "DROP FUNCTION audits_version_of(text, jsonb)"),
        migrations.RunSQL(REFUSE, earlier.REFUSE),
    ]
