"""Words that are posted at a time of their writer's choice."""

from typing import ClassVar

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("forum", "0021_rework"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Scheduled",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("context", models.CharField(max_length=60)),
                ("title", models.CharField(blank=True, max_length=160)),
                ("body", models.TextField(blank=True)),
                ("data", models.JSONField(blank=True, default=dict)),
                ("at", models.DateTimeField(blank=True, null=True)),
                ("refused", models.CharField(blank=True, max_length=800)),
                ("submit_key", models.UUIDField(unique=True)),
                ("updated_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scheduled",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=Q(at__isnull=False), fields=["at"], name="forum_scheduled_due"),
                    models.Index(condition=Q(at__isnull=True), fields=["updated_at"], name="forum_scheduled_age"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(refused="") | Q(at__isnull=True), name="forum_scheduled_waits_or_refused"
                    )
                ],
            },
        ),
    ]
