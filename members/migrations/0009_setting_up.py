from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0008_clean_imported'),
    ]

    operations = [
        migrations.AddField(
            model_name='community',
            name='setup_draft',
            field=models.JSONField(blank=True, db_default={}, default=dict, editable=False),
        ),
        migrations.AddField(
            model_name='community',
            name='mail_worked_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='community',
            name='backed_up_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='community',
            name='next_put_away_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
    ]
