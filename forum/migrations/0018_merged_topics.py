# squawk adding-foreign-key-constraint: the column is new and empty, so nothing is looked through.
# squawk require-concurrent-index-creation: the same, of an index of those that have it.
"""Topics may become one, and answers a topic of their own; addresses from before lead on."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

STATUSES = [
    ("visible", "Visible"),
    ("waiting", "Waiting"),
    ("held", "Held"),
    ("hidden", "Hidden"),
    ("deleted", "Deleted"),
    ("merged", "Merged"),
]


class Migration(migrations.Migration):
    dependencies: ClassVar = [("forum", "0017_wordings")]

    operations: ClassVar = [
        *(
            migrations.AlterField(
                model, "status", models.CharField(choices=STATUSES, default="visible", max_length=10)
            )
            for model in ("topic", "post", "comment")
        ),
        migrations.CreateModel(
            "FormerPlace",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("topic_id", models.BigIntegerField()),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="former_places", to="forum.post"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=["post", "topic_id"], name="forum_formerplace_once")]
            },
        ),
        migrations.AddField(
            "topic",
            "merged_into",
            models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="forum.topic",
            ),
        ),
        migrations.AddIndex(
            "topic",
            models.Index(condition=Q(merged_into__isnull=False), fields=["merged_into"], name="forum_topic_merged"),
        ),
    ]
