"""What the page of operations reads: what a task found, a few numbers of each day, what admins did."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('hosting', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Look',
            fields=[
                ('about', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('state', models.CharField(max_length=5)),
                ('said', models.CharField(blank=True, max_length=500)),
                ('do', models.CharField(blank=True, max_length=500)),
                ('fact', models.JSONField(blank=True, default=dict)),
                ('at', models.DateTimeField()),
                ('since', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Figure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('series', models.CharField(choices=[('mailed', 'Mailed'), ('unmailed', 'Unmailed'), ('waited', 'Waited'), ('free', 'Free')], max_length=10)),
                ('value', models.BigIntegerField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('day', 'series'), name='hosting_figure_once')],
            },
        ),
        migrations.CreateModel(
            name='Act',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('verb', models.CharField(max_length=40)),
                ('data', models.JSONField(blank=True, default=dict)),
                ('event_id', models.BigIntegerField(null=True, unique=True)),
                ('about', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['-at', '-id'], name='hosting_act_log')],
            },
        ),
    ]
