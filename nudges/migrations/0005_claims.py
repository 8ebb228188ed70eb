"""Who is on it, and who is reminded on which day."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

OUTCOMES = [
    ("open", "Open"),
    ("done", "Done"),
    ("not_now", "Not Now"),
    ("later", "Later"),
    ("passed", "Passed"),
    ("ran_out", "Ran Out"),
]


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("forum", "0012_search_plain"),
        ("nudges", "0004_calls"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.AddField("summons", "again_at", models.DateTimeField(blank=True, null=True)),
        migrations.AlterField(
            "summons", "outcome", models.CharField(choices=OUTCOMES, default="open", max_length=10)
        ),
        migrations.AddIndex(
            "summons",
            models.Index(condition=models.Q(("outcome", "later")), fields=["again_at"], name="nudges_summons_later"),
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("until", models.DateTimeField(db_index=True)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="claims", to="forum.topic"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("topic", "member"), name="nudges_claim_once")],
            },
        ),
    ]
