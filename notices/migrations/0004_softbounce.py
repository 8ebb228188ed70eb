"""Mail that came back for a reason that may pass is counted, by address and day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0003_devices")]
    operations = [
        migrations.CreateModel(
            name="SoftBounce",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("first_on", models.DateField()),
                ("last_on", models.DateField(db_index=True)),
                ("days", models.PositiveSmallIntegerField(default=1)),
            ],
        )
    ]
