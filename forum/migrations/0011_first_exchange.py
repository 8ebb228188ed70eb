"""Deliveries that wait name their handler: `exchange.settle` is `first_exchange.promote_newcomers` now."""

from typing import ClassVar

from django.db import migrations

RENAME = "UPDATE activity_delivery SET handler = '{1}' WHERE handler = '{0}'"
BEFORE, AFTER = "forum.actions.exchange.settle", "forum.actions.first_exchange.promote_newcomers"


class Migration(migrations.Migration):
    dependencies: ClassVar = [("activity", "0001_initial"), ("forum", "0010_search_at_once")]

    operations: ClassVar = [migrations.RunSQL(RENAME.format(BEFORE, AFTER), RENAME.format(AFTER, BEFORE))]
