# squawk require-concurrent-index-creation: the column is new and empty, and so is an index of those that have it.
"""A saved post may be shown again on a day."""

from typing import ClassVar

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies: ClassVar = [("forum", "0014_silences")]

    operations: ClassVar = [
        migrations.AddField("bookmark", "remind_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddIndex(
            "bookmark",
            models.Index(condition=Q(remind_at__isnull=False), fields=["remind_at"], name="forum_bookmark_due"),
        ),
    ]
