"""Of what waits to be posted: whether members alone could read it there when its writer chose the time."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("forum", "0023_linked_places")]

    operations: ClassVar = [
        migrations.AddField("scheduled", "among_members", models.BooleanField(default=False, db_default=False)),
    ]
