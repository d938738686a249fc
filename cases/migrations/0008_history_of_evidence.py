from importlib import import_module

from django.db import migrations

pairs = import_module("cases.migrations.0002_answer_history_and_agency_keys")
occasions = import_module("cases.migrations.0004_history_of_occasions")

COLUMNS = (
    "unsure",
    "quote",
    "quote_speaker",
    "quote_proposed",
    "good_practice",
    "record_reference",
)
BEFORE = occasions.WITH_OCCASION
WITH_EVIDENCE = BEFORE.replace("reason, note,", f"reason, note, {', '.join(COLUMNS)},", 1).replace(
    "OLD.note,", f"OLD.note, {', '.join(f'OLD.{name}' for name in COLUMNS)},", 1
)

OF_THE_RETURN = "cases_auditreturn (id, agency_id)"
SAME_OWNER = (
    ("cases_evidencefile", "file_of_its_agency", "audit_return_id, agency_id", OF_THE_RETURN),
    ("cases_query", "query_of_its_agency", "audit_return_id, agency_id", OF_THE_RETURN),
    (
        "cases_querymessage",
        "turn_of_its_agency",
        "query_id, agency_id",
        "cases_query (id, agency_id)",
    ),
    ("cases_agencyaction", "action_of_its_agency", "audit_return_id, agency_id", OF_THE_RETURN),
    ("cases_surveyresponse", "response_of_its_agency", "audit_return_id, agency_id", OF_THE_RETURN),
)

# An audit may not be closed over a child who may be at risk now.
NO_OPEN_CONCERN = """
CREATE FUNCTION cases_no_open_concern() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM cases_concern WHERE audit_id = NEW.id AND closed_at IS NULL) THEN
        RAISE EXCEPTION 'An immediate concern of this audit is still open'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER no_open_concern BEFORE UPDATE OF status ON audits_audit
    FOR EACH ROW WHEN (NEW.status = 'closed' AND OLD.status <> 'closed')
    EXECUTE FUNCTION cases_no_open_concern();
"""
DROP_NO_OPEN_CONCERN = """
DROP TRIGGER no_open_concern ON audits_audit;
DROP FUNCTION cases_no_open_concern();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0007_returns_that_can_be_trusted"),
        ("audits", "0006_rounds_that_follow"),
    ]

    operations = [
        migrations.RunSQL(WITH_EVIDENCE, BEFORE),
        *(pairs.foreign_key(*pair) for pair in SAME_OWNER),
        migrations.RunSQL(NO_OPEN_CONCERN, DROP_NO_OPEN_CONCERN),
    ]
