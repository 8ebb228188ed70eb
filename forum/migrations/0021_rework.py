"""What its author makes of something that a moderator has hidden."""

from typing import ClassVar

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('forum', '0020_topic_lang'),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name='Rework',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(blank=True, max_length=160)),
                ('body', models.TextField()),
                ('saves', models.PositiveIntegerField(default=1)),
                ('withheld', models.PositiveIntegerField(default=0)),
                ('is_open', models.BooleanField(default=True)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('comment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='reworks', to='forum.comment')),
                ('post', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='reworks', to='forum.post')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('comment__isnull', True), ('post__isnull', False)), models.Q(('comment__isnull', False), ('post__isnull', True)), _connector='OR'), name='forum_rework_one_thing'), models.UniqueConstraint(condition=models.Q(('is_open', True)), fields=('post', 'comment'), name='forum_rework_once', nulls_distinct=False)],
            },
        ),
    ]
