"""People are found as words are, whatever the case, accents and signs of their names. `manage.py reindex_search` fills
the new column; `prepare` and `bin/run` run it before the site answers.
"""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models

from writing.search_field import NamesField

AT_ONCE = "ALTER INDEX members_can_help_with SET (fastupdate = off); SELECT gin_clean_pending_list('members_can_help_with')"
CAN_HELP_WITH = GinIndex(fields=["can_help_with"], name="members_can_help_with", fastupdate=False)


class Migration(migrations.Migration):
    dependencies = [("members", "0010_imported_are_not_new")]
    operations = [
        migrations.AddField("member", "search", NamesField(editable=False, null=True)),
        migrations.AddIndex("member", GinIndex(fields=["search"], name="members_search", fastupdate=False)),
        migrations.AddIndex(
            "member", models.Index(condition=models.Q(search=None), fields=["id"], name="members_unsearched")
        ),
        migrations.RemoveIndex("member", "members_name_trigram"),
        migrations.RunSQL(
            AT_ONCE,
            "ALTER INDEX members_can_help_with RESET (fastupdate)",
            state_operations=[
                migrations.RemoveIndex("member", "members_can_help_with"),
                migrations.AddIndex("member", CAN_HELP_WITH),
            ],
        ),
    ]
