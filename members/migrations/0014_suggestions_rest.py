from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0013_former_handles")]

    operations = [
        migrations.AddField(
            "community", "suggestions_rest_until", models.DateTimeField(blank=True, editable=False, null=True)
        ),
    ]
