from importlib import import_module

from django.db import migrations

pairs = import_module("cases.migrations.0002_answer_history_and_agency_keys")

OPEN = "('not_started', 'in_progress', 'changes_requested')"
# Whoever is involved with what an open return is about neither answers it nor stands in.
KEEP_AWAY = f"""
CREATE FUNCTION cases_return_without_interest() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status IN {OPEN} AND EXISTS (
        SELECT 1 FROM cases_declaredinterest WHERE audit_return_id = NEW.id
        AND person_id IN (NEW.auditor_id, NEW.substitute_id) AND allowed_at IS NULL
    ) THEN
        RAISE EXCEPTION 'Whoever declared an interest in a return does not answer it'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER without_interest
    BEFORE UPDATE OF auditor_id, substitute_id, status ON cases_auditreturn
    FOR EACH ROW EXECUTE FUNCTION cases_return_without_interest();
CREATE FUNCTION cases_interest_of_nobody_answering() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.allowed_at IS NULL AND EXISTS (
        SELECT 1 FROM cases_auditreturn WHERE id = NEW.audit_return_id AND status IN {OPEN}
        AND NEW.person_id IN (auditor_id, substitute_id)
    ) THEN
        RAISE EXCEPTION 'Whoever declared an interest in a return does not answer it'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER of_nobody_answering BEFORE INSERT OR UPDATE ON cases_declaredinterest
    FOR EACH ROW EXECUTE FUNCTION cases_interest_of_nobody_answering();
"""
LET_IN = """
DROP TRIGGER of_nobody_answering ON cases_declaredinterest;
DROP FUNCTION cases_interest_of_nobody_answering();
DROP TRIGGER without_interest ON cases_auditreturn;
DROP FUNCTION cases_return_without_interest();
"""
# A return of before is taken to have been asked for when its agency said that it knows the case.
ASKED = """
SELECT set_config('caseaudit.reach', 'all', true);
UPDATE cases_auditreturn asked SET asked_at = involved.decided_at
FROM cases_involvement involved
WHERE involved.case_id = asked.case_id AND involved.agency_id = asked.agency_id
    AND involved.decided_at IS NOT NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0018_declared_interests")]

    operations = [
        pairs.foreign_key(
            "cases_declaredinterest",
            "interest_of_its_agency",
            "audit_return_id, agency_id",
            "cases_auditreturn (id, agency_id)",
        ),
        migrations.RunSQL(KEEP_AWAY, LET_IN),
        migrations.RunSQL(ASKED, migrations.RunSQL.noop),
    ]
