# squawk require-concurrent-index-deletion: calls are few for each member; the index is of those by name, fewer still.
# squawk require-concurrent-index-creation: the same; it takes some milliseconds where there are 100,000 calls.
"""Who chose somebody by name stands in a column of its own; until now it stood where the number of the wave stands."""

from typing import ClassVar

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F, Q


def move(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("nudges", "Summons").objects.filter(kind="ask").update(chosen_by=F("wave"), wave=1)


def back(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("nudges", "Summons").objects.filter(kind="ask").update(wave=F("chosen_by"))


class Migration(migrations.Migration):
    dependencies: ClassVar = [("nudges", "0010_goal_check_ins")]

    operations: ClassVar = [
        migrations.RemoveConstraint("summons", "nudges_summons_by_name_once"),
        migrations.AddField(
            "summons",
            "chosen_by",
            models.PositiveSmallIntegerField(blank=True, choices=[(1, "Asker"), (2, "Moderator")], null=True),
        ),
        migrations.RunPython(move, back),
        migrations.AddConstraint(
            "summons",
            models.UniqueConstraint(
                fields=("topic", "chosen_by"),
                condition=Q(kind="ask"),
                nulls_distinct=False,
                name="nudges_summons_by_name_once",
            ),
        ),
    ]
