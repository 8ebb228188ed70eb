"""How far was read before all was marked as read at once, so that it can be undone."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("forum", "0015_reminders")]

    operations: ClassVar = [
        migrations.AddField("readingmark", "before", models.PositiveIntegerField(blank=True, null=True)),
    ]
