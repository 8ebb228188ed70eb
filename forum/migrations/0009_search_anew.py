"""Threads that shared a stemmer wrote wrong stems: `reindex_search`, which every start runs, works all of them out anew."""

from django.db import migrations

NOTHING_YET = "UPDATE forum_topic SET search = NULL; UPDATE forum_post SET search = NULL"


class Migration(migrations.Migration):
    dependencies = [("forum", "0008_closing")]
    operations = [migrations.RunSQL(NOTHING_YET, migrations.RunSQL.noop)]
