"""Formulas, for communities that switch them on."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("members", "0016_face")]

    operations: ClassVar = [
        migrations.AddField("community", name, models.BooleanField(db_default=False, default=False, **options))
        for name, options in (("formulas", {}), ("formulas_drawn", {"editable": False}))
    ]
