from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0029_history_of_files_brought_in"),
    ]

    operations = [
        migrations.AddField(
            model_name="moderation",
            name="meetings",
            field=models.ManyToManyField(
                blank=True, related_name="moderations", to="cases.panelmeeting"
            ),
        ),
    ]
