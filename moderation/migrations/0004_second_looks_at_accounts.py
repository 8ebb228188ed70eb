import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('forum', '0001_initial'),
        ('moderation', '0003_what_stood_before'),
    ]

    operations = [
        migrations.AlterField(
            model_name='secondlook',
            name='post',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='second_looks', to='forum.post'),
        ),
    ]
