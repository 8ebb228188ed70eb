"""What mail servers said, by day."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0004_softbounce'),
    ]

    operations = [
        migrations.CreateModel(
            name='ServerWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(db_index=True)),
                ('words', models.CharField(max_length=200)),
                ('times', models.PositiveIntegerField(default=1)),
                ('last_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('day', 'words'), name='notices_serverword_once')],
            },
        ),
    ]
