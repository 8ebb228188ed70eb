from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("oidc", "0001_initial"),
    ]

    operations = [
        migrations.AddField("provider", "sealed_secret", models.TextField(blank=True, db_default="", default="")),
    ]
