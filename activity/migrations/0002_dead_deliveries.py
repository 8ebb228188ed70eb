# squawk require-concurrent-index-creation: deliveries go when they are done, and few are ever given up: milliseconds.
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("activity", "0001_initial")]
    operations = [
        migrations.AddIndex(
            "delivery",
            models.Index(fields=["dead_at"], name="activity_delivery_dead", condition=Q(dead_at__isnull=False)),
        )
    ]
