"""Somebody may be asked by name about a question: once by whoever asks it, once by whoever tends the place."""

from typing import ClassVar

from django.db import migrations, models
from django.db.models import Q

KINDS = [
    ("greet", "Greet"),
    ("answer", "Answer"),
    ("story", "Story"),
    ("waiting", "Waiting"),
    ("ask", "Ask"),
]


class Migration(migrations.Migration):
    dependencies: ClassVar = [("nudges", "0007_trials")]

    operations: ClassVar = [
        migrations.AlterField("summons", "kind", models.CharField(choices=KINDS, max_length=10)),
        migrations.AddConstraint(
            "summons",
            models.UniqueConstraint(
                fields=("topic", "wave"), condition=Q(kind="ask"), name="nudges_summons_by_name_once"
            ),
        ),
    ]
