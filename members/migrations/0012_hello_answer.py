"""A hello can be answered."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("members", "0011_search")]

    operations: ClassVar = [
        migrations.AddField("hello", "answer", models.CharField(blank=True, db_default="", max_length=500)),
        migrations.AddField("hello", "answered_at", models.DateTimeField(blank=True, null=True)),
    ]
