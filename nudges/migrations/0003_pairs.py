"""Deliveries that wait name their handler: those of `walking` are in `pairs` now."""

from typing import ClassVar

from django.db import migrations

RENAME = "UPDATE activity_delivery SET handler = replace(handler, '{0}', '{1}') WHERE starts_with(handler, '{0}')"
BEFORE, AFTER = "nudges.actions.walking.", "nudges.actions.pairs."


class Migration(migrations.Migration):
    dependencies: ClassVar = [("activity", "0001_initial"), ("nudges", "0002_stopped_offers")]

    operations: ClassVar = [migrations.RunSQL(RENAME.format(BEFORE, AFTER), RENAME.format(AFTER, BEFORE))]
