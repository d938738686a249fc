from django.db import migrations

REFUSE = """
CREATE FUNCTION audits_refuse_published() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched jsonb := to_jsonb(COALESCE(NEW, OLD));
    of_version uuid;
BEGIN
    of_version := CASE TG_TABLE_NAME
        WHEN 'audits_option' THEN
            (SELECT version_id FROM audits_scale WHERE id = (touched->>'scale_id')::uuid)
        WHEN 'audits_measure_options' THEN
            (SELECT version_id FROM audits_measure WHERE id = (touched->>'measure_id')::uuid)
        ELSE (touched->>'version_id')::uuid
    END;
    IF EXISTS (SELECT 1 FROM audits_toolversion WHERE id = of_version AND status <> 'draft') THEN
        RAISE EXCEPTION 'A published tool version never changes' USING ERRCODE = 'check_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
"""

SEAL = """
CREATE FUNCTION audits_keep_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status <> 'draft' AND (
        TG_OP = 'DELETE' OR NEW.status = 'draft' OR NEW.content_hash <> OLD.content_hash
        OR NEW.tool_id <> OLD.tool_id OR NEW.number <> OLD.number
        OR NEW.published_at <> OLD.published_at
    ) THEN
        RAISE EXCEPTION 'A published tool version never changes' USING ERRCODE = 'check_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER keep_published BEFORE UPDATE OR DELETE ON audits_toolversion
    FOR EACH ROW EXECUTE FUNCTION audits_keep_published();
"""

PARTS = (
    "audits_scale",
    "audits_option",
    "audits_section",
    "audits_question",
    "audits_measure",
    "audits_measure_options",
)


def trigger(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER refuse_published BEFORE INSERT OR UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION audits_refuse_published()",
        f"DROP TRIGGER refuse_published ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("audits", "0001_initial")]

    operations = [
        migrations.RunSQL(REFUSE, "DROP FUNCTION audits_refuse_published()"),
        migrations.RunSQL(
            SEAL,
            "DROP TRIGGER keep_published ON audits_toolversion; "
            "DROP FUNCTION audits_keep_published()",
        ),
        *(trigger(table) for table in PARTS),
    ]
