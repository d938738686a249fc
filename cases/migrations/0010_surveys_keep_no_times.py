from django.db import migrations, models

# Nobody who reads the history of an anonymous answer learns when it was given, or changed.
NO_TIMES = """
CREATE FUNCTION cases_history_of_anonymous() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM cases_auditreturn answered JOIN cases_survey survey
        ON survey.id = answered.survey_id
        WHERE answered.id = NEW.audit_return_id AND survey.is_anonymous
    ) THEN
        NEW.changed_at := NEW.written_at;
        NEW.changed_by_id := NULL;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER history_of_anonymous BEFORE INSERT ON cases_answerhistory
    FOR EACH ROW EXECUTE FUNCTION cases_history_of_anonymous();
"""
DROP_NO_TIMES = """
DROP TRIGGER history_of_anonymous ON cases_answerhistory;
DROP FUNCTION cases_history_of_anonymous();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_history_of_returns")]

    operations = [
        migrations.AddField(
            model_name="survey",
            name="extended_because",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.RunSQL(NO_TIMES, DROP_NO_TIMES),
    ]
