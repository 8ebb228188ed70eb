"""Whoever would like a mentor and finds none alone is matched once a week, by an exact assignment and a lot."""

from typing import ClassVar

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

OFTEN = [("weekly", "weekly"), ("fortnightly", "every two weeks"), ("needed", "when I need it")]
OUTCOMES = [
    ("drawn", "Drawn"),
    ("asked", "Asked"),
    ("no_place", "No Place"),
    ("nobody_fits", "Nobody Fits"),
    ("fell_through", "Fell Through"),
]


def key(to: str, **options: object) -> models.ForeignKey:
    return models.ForeignKey(to, related_name="+", **{"on_delete": django.db.models.deletion.CASCADE} | options)


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("mentorship", "0002_worries_and_suggestions"),
        ("members", "0012_hello_answer"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            "Wish",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", models.TextField(max_length=1000)),
                ("often", models.CharField(choices=OFTEN, default="fortnightly", max_length=12)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("goal", key("members.goal")),
                ("journey", key("members.journey", on_delete=django.db.models.deletion.PROTECT)),
                ("member", key(settings.AUTH_USER_MODEL)),
            ],
            {
                "verbose_name_plural": "wishes",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("member", "journey"), condition=Q(ended_at__isnull=True), name="mentorship_wish_one_open"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            "Batch",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("week", models.DateField()),
                ("seed", models.BigIntegerField()),
                ("places", models.PositiveIntegerField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("journey", key("members.journey")),
            ],
            {
                "verbose_name_plural": "batches",
                "constraints": [
                    models.UniqueConstraint(fields=("week", "journey"), name="mentorship_batch_once")
                ],
            },
        ),
        migrations.CreateModel(
            "Draw",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("lot", models.PositiveIntegerField()),
                (
                    "reasons",
                    django.contrib.postgres.fields.ArrayField(
                        models.CharField(max_length=200), blank=True, default=list, size=None
                    ),
                ),
                ("outcome", models.CharField(choices=OUTCOMES, max_length=12)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="draws", to="mentorship.batch"
                    ),
                ),
                (
                    "wish",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="draws", to="mentorship.wish"
                    ),
                ),
                ("mentor", key("mentorship.mentor", blank=True, null=True)),
                (
                    "request",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="draw",
                        to="mentorship.request",
                    ),
                ),
            ],
            {
                "constraints": [models.UniqueConstraint(fields=("batch", "wish"), name="mentorship_draw_once")],
                "indexes": [
                    models.Index(condition=Q(outcome="drawn"), fields=["batch"], name="mentorship_draw_to_ask")
                ],
            },
        ),
    ]
