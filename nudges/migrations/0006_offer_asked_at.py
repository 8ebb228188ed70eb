"""Whoever was not asked for longest is found by an index."""

from typing import ClassVar

from django.db import migrations, models
from django.db.models import F, Q

LAST_ASKED = """
UPDATE nudges_offer AS offer SET asked_at = last.at
FROM (SELECT member_id, max(at) AS at FROM nudges_summons GROUP BY member_id) AS last
WHERE last.member_id = offer.member_id
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("nudges", "0005_claims")]

    operations: ClassVar = [
        migrations.AddField("offer", "asked_at", models.DateTimeField(blank=True, null=True)),
        migrations.RunSQL(LAST_ASKED, migrations.RunSQL.noop),
        migrations.AddIndex(
            "offer",
            models.Index(
                "kind", F("asked_at").asc(nulls_first=True), condition=Q(stopped_at=None), name="nudges_offer_turn"
            ),
        ),
    ]
