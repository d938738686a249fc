from django.db import migrations

# An own case's identity without its owner would be read by whoever reaches every agency.
FITS = """
CREATE FUNCTION cases_identity_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.owner_id IS DISTINCT FROM (SELECT owner_id FROM cases_case WHERE id = NEW.case_id) THEN
        RAISE EXCEPTION 'An identity belongs to whom its case belongs to'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER identity_fits BEFORE INSERT OR UPDATE OF case_id, owner_id ON cases_identity
    FOR EACH ROW EXECUTE FUNCTION cases_identity_fits();
"""
DROP = """
DROP TRIGGER identity_fits ON cases_identity;
DROP FUNCTION cases_identity_fits();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_returns_fit_their_tools")]

    operations = [migrations.RunSQL(FITS, DROP)]
