import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.CreateModel(
            "Run",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("backup", "Backup"), ("restore", "Restore"), ("rehearsal", "Rehearsal")],
                        max_length=10,
                    ),
                ),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ok", models.BooleanField(null=True)),
                ("words", models.CharField(blank=True, max_length=1000)),
                ("archive", models.CharField(blank=True, max_length=255)),
                ("size", models.BigIntegerField(null=True)),
                ("counts", models.JSONField(blank=True, default=dict)),
            ],
            options={"indexes": [models.Index(fields=["kind", "-started_at"], name="hosting_run_latest")]},
        ),
    ]
