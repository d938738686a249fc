from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("audits", "0009_local_groups"),
    ]

    operations = [
        migrations.AddField(
            model_name="question",
            name="own_work",
            field=models.BooleanField(default=False),
        ),
    ]
