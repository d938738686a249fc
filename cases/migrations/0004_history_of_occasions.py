from importlib import import_module

from django.db import migrations

first = import_module("cases.migrations.0002_answer_history_and_agency_keys")

FUNCTION = first.HISTORY.partition("CREATE TRIGGER")[0].replace("CREATE", "CREATE OR REPLACE", 1)
WITH_OCCASION = FUNCTION.replace("subject_id, state", "subject_id, occasion, state").replace(
    "OLD.subject_id, OLD.state", "OLD.subject_id, OLD.occasion, OLD.state"
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_tools_of_every_kind")]

    operations = [migrations.RunSQL(WITH_OCCASION, FUNCTION)]
