"""The words of a post are kept as they are: to unpack them took longer than to weigh them, and packed they are hardly
smaller. What was written before is unpacked as ever, until it is written anew.
"""

from django.db import migrations

AS_THEY_ARE = "ALTER TABLE forum_post ALTER COLUMN search SET STORAGE EXTERNAL"
PACKED = "ALTER TABLE forum_post ALTER COLUMN search SET STORAGE EXTENDED"


class Migration(migrations.Migration):
    dependencies = [("forum", "0011_first_exchange")]
    operations = [migrations.RunSQL(AS_THEY_ARE, PACKED)]
