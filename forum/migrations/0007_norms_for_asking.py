from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('forum', '0006_search_words'),
    ]

    operations = [
        migrations.AddField(
            model_name='space',
            name='norms_for_asking',
            field=models.TextField(blank=True, db_default='', max_length=600),
        ),
    ]
