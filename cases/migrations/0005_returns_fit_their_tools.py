from django.db import migrations

# What a return is about, and whether a case has an owner, follow from what the tool audits.
FIT = """
CREATE FUNCTION cases_audits_of(wanted uuid) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT tool.audits FROM audits_audit audit
    JOIN audits_toolversion version ON version.id = audit.tool_version_id
    JOIN audits_audittool tool ON tool.id = version.tool_id
    WHERE audit.id = wanted
$$;

CREATE FUNCTION cases_return_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.about <> (CASE cases_audits_of(NEW.audit_id)
        WHEN 'organisations' THEN 'organisation' WHEN 'respondents' THEN 'response' ELSE 'case' END
    ) THEN
        RAISE EXCEPTION 'This return is not what the tool of its audit is for'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER return_fits BEFORE INSERT OR UPDATE OF about, audit_id ON cases_auditreturn
    FOR EACH ROW EXECUTE FUNCTION cases_return_fits();

CREATE FUNCTION cases_case_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    audits text := cases_audits_of(NEW.audit_id);
BEGIN
    IF audits NOT IN ('cases', 'own_cases') OR (audits = 'own_cases') <> (NEW.owner_id IS NOT NULL)
    THEN
        RAISE EXCEPTION 'This case is not what the tool of its audit is for'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER case_fits BEFORE INSERT OR UPDATE OF owner_id, audit_id ON cases_case
    FOR EACH ROW EXECUTE FUNCTION cases_case_fits();

CREATE FUNCTION cases_involvement_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM cases_case
        WHERE id = NEW.case_id AND owner_id IS NOT NULL AND owner_id <> NEW.agency_id
    ) THEN
        RAISE EXCEPTION 'This case belongs to another agency' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER involvement_fits BEFORE INSERT OR UPDATE OF case_id, agency_id ON cases_involvement
    FOR EACH ROW EXECUTE FUNCTION cases_involvement_fits();
"""

DROP_FIT = """
DROP TRIGGER return_fits ON cases_auditreturn;
DROP TRIGGER case_fits ON cases_case;
DROP TRIGGER involvement_fits ON cases_involvement;
DROP FUNCTION cases_return_fits();
DROP FUNCTION cases_case_fits();
DROP FUNCTION cases_involvement_fits();
DROP FUNCTION cases_audits_of(uuid);
"""

# So neither may a tool change what it audits, nor an audit its tool, once there is something in it.
KEEP = """
CREATE FUNCTION cases_keep_what_is_audited() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'audits_audittool' THEN
        IF NEW.audits IS DISTINCT FROM OLD.audits AND EXISTS (
            SELECT 1 FROM audits_audit audit
            JOIN audits_toolversion version ON version.id = audit.tool_version_id
            WHERE version.tool_id = NEW.id
        ) THEN
            RAISE EXCEPTION 'Audits use this tool, so what it is for stays'
                USING ERRCODE = 'check_violation';
        END IF;
    ELSIF NEW.tool_version_id IS DISTINCT FROM OLD.tool_version_id AND (
        SELECT tool.audits FROM audits_toolversion version
        JOIN audits_audittool tool ON tool.id = version.tool_id
        WHERE version.id = NEW.tool_version_id
    ) <> cases_audits_of(OLD.id) THEN
        RAISE EXCEPTION 'An audit keeps what it looks at' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_what_is_audited BEFORE UPDATE OF audits ON audits_audittool
    FOR EACH ROW EXECUTE FUNCTION cases_keep_what_is_audited();
CREATE TRIGGER keep_what_is_audited BEFORE UPDATE OF tool_version_id ON audits_audit
    FOR EACH ROW EXECUTE FUNCTION cases_keep_what_is_audited();
"""

DROP_KEEP = """
DROP TRIGGER keep_what_is_audited ON audits_audittool;
DROP TRIGGER keep_what_is_audited ON audits_audit;
DROP FUNCTION cases_keep_what_is_audited();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("audits", "0004_published_parts_never_change"),
        ("cases", "0004_history_of_occasions"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="auditreturn",
            options={"ordering": ["due_on", "case__reference", "number", "agency"]},
        ),
        migrations.RunSQL(FIT, DROP_FIT),
        migrations.RunSQL(KEEP, DROP_KEEP),
    ]
