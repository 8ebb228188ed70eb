from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0006_code_steps'),
    ]

    operations = [
        migrations.AddField(
            model_name='member',
            name='shows_new',
            field=models.BooleanField(db_default=True, default=True),
        ),
    ]
