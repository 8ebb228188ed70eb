"""Drafts know which change they are, and which open page made it."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("forum", "0018_merged_topics")]

    operations: ClassVar = [
        migrations.AddField("draft", "version", models.PositiveIntegerField(db_default=1, default=1)),
        migrations.AddField("draft", "tab", models.CharField(blank=True, db_default="", default="", max_length=32)),
    ]
