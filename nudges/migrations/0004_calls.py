"""Calls that are owed, and one cap for all kinds of summons: the most that somebody had chosen for any."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

ONE_CAP = """
INSERT INTO nudges_allowance (member_id, per_month, summons_per_week)
SELECT member_id, 2, max(per_week) FROM nudges_offer GROUP BY member_id HAVING max(per_week) > 1
ON CONFLICT (member_id) DO UPDATE SET summons_per_week = excluded.summons_per_week
"""
CAP_FOR_EACH = """
UPDATE nudges_offer AS offer SET per_week = allowance.summons_per_week
FROM nudges_allowance AS allowance WHERE allowance.member_id = offer.member_id
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("forum", "0012_search_plain"),
        ("nudges", "0003_pairs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.AddField("allowance", "summons_per_week", models.PositiveSmallIntegerField(default=1)),
        migrations.AddConstraint(
            "allowance",
            models.CheckConstraint(
                condition=models.Q(("summons_per_week__gte", 1), ("summons_per_week__lte", 3)),
                name="nudges_allowance_summons",
            ),
        ),
        migrations.RunSQL(ONE_CAP, CAP_FOR_EACH),
        migrations.RemoveConstraint("offer", "nudges_offer_cap"),
        migrations.RemoveField("offer", "per_week"),
        migrations.AlterField(
            "summons",
            "kind",
            models.CharField(
                choices=[("greet", "Greet"), ("answer", "Answer"), ("story", "Story"), ("waiting", "Waiting")],
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="Call",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("look_at", models.DateTimeField(db_index=True)),
                (
                    "newcomer",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "topic",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="forum.topic",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("newcomer__isnull", True), ("topic__isnull", False)),
                            models.Q(("newcomer__isnull", False), ("topic__isnull", True)),
                            _connector="OR",
                        ),
                        name="nudges_call_about_one",
                    )
                ]
            },
        ),
    ]
