from django.db import migrations

# The definer may write history; the application's role may only read it.
HISTORY = """
CREATE FUNCTION cases_keep_history() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO cases_answerhistory (
        answer_id, audit_return_id, agency_id, question_id, subject_id, state, value, reason, note,
        version, written_at, written_by_id, changed_at, changed_by_id
    ) VALUES (
        OLD.id, OLD.audit_return_id, OLD.agency_id, OLD.question_id, OLD.subject_id, OLD.state,
        OLD.value, OLD.reason, OLD.note, OLD.version, OLD.updated_at, OLD.updated_by_id,
        clock_timestamp(), NULLIF(current_setting('caseaudit.user', true), '')::uuid
    );
    RETURN NULL;
END $$;
CREATE TRIGGER keep_history AFTER UPDATE OR DELETE ON cases_answer
    FOR EACH ROW EXECUTE FUNCTION cases_keep_history();
"""

DROP_HISTORY = "DROP TRIGGER keep_history ON cases_answer; DROP FUNCTION cases_keep_history()"

# (table, constraint, columns, the pair they must exist as)
SAME_OWNER = (
    (
        "cases_answer",
        "answer_of_its_agency",
        "audit_return_id, agency_id",
        "cases_auditreturn (id, agency_id)",
    ),
    (
        "cases_returnoutcomes",
        "outcomes_of_its_agency",
        "audit_return_id, agency_id",
        "cases_auditreturn (id, agency_id)",
    ),
    ("cases_auditreturn", "return_of_its_audit", "case_id, audit_id", "cases_case (id, audit_id)"),
    (
        "cases_auditreturn",
        "return_of_an_involvement",
        "case_id, agency_id",
        "cases_involvement (case_id, agency_id)",
    ),
)


def foreign_key(table, name, columns, target) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({columns}) REFERENCES {target} "
        "DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]

    operations = [
        migrations.RunSQL(HISTORY, DROP_HISTORY),
        *(foreign_key(*pair) for pair in SAME_OWNER),
    ]
