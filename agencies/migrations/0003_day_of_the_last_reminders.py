from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0002_contacts_and_reminders"),
    ]

    operations = [
        migrations.AddField(
            model_name="partnership",
            name="reminded_on",
            field=models.DateField(editable=False, null=True),
        ),
    ]
