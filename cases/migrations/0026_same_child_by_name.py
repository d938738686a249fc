from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0025_count_of_differences")]

    operations = [
        *(
            migrations.AddField(name, "name_key", models.CharField(blank=True, max_length=32))
            for name in ("candidate", "case", "removedcase")
        ),
        migrations.AddConstraint(
            "candidate",
            models.UniqueConstraint(
                condition=models.Q(("name_key", ""), _negated=True),
                fields=("draw", "name_key"),
                name="candidate_once_by_name_in_a_draw",
            ),
        ),
    ]
