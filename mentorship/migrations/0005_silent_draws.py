"""A mentor who said yes to a draw and wrote nothing for three days: the draw ends as silent."""

from typing import ClassVar

from django.db import migrations, models

OUTCOMES = [
    ("drawn", "Drawn"),
    ("asked", "Asked"),
    ("no_place", "No Place"),
    ("nobody_fits", "Nobody Fits"),
    ("fell_through", "Fell Through"),
    ("silent", "Silent"),
]


class Migration(migrations.Migration):
    dependencies: ClassVar = [("mentorship", "0004_guides")]

    operations: ClassVar = [
        migrations.AlterField("draw", "outcome", models.CharField(choices=OUTCOMES, max_length=12)),
    ]
