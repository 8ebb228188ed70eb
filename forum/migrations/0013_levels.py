"""A follow says how much one wants to hear, of a tag or a space as well. Those that are there follow everything."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

ABOUT_ONE = (
    Q(space__isnull=True, tag__isnull=True, topic__isnull=False)
    | Q(space__isnull=True, tag__isnull=False, topic__isnull=True)
    | Q(space__isnull=False, tag__isnull=True, topic__isnull=True)
)


def about(model, **more):
    return models.ForeignKey(
        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="follows", to=model, **more
    )


class Migration(migrations.Migration):
    dependencies = [("forum", "0012_search_plain")]
    operations = [
        migrations.AlterField("follow", "topic", about("forum.topic")),
        migrations.AddField("follow", "tag", about("forum.tag")),
        migrations.AddField("follow", "space", about("forum.space")),
        migrations.AddField(
            "follow",
            "level",
            models.PositiveSmallIntegerField(
                choices=[(0, "Muted"), (1, "Mentions only"), (2, "Replies to me"), (3, "Everything")],
                default=3,
                db_default=3,
            ),
        ),
        migrations.AddField("follow", "by_itself", models.BooleanField(default=False, db_default=False)),
        migrations.AddConstraint(
            "follow", models.UniqueConstraint(fields=("member", "tag"), name="forum_follow_tag_once")
        ),
        migrations.AddConstraint(
            "follow", models.UniqueConstraint(fields=("member", "space"), name="forum_follow_space_once")
        ),
        migrations.AddConstraint(
            "follow", models.CheckConstraint(condition=ABOUT_ONE, name="forum_follow_about_one")
        ),
        migrations.AddConstraint(
            "follow", models.CheckConstraint(condition=Q(level__in=[0, 1, 2, 3]), name="forum_follow_level")
        ),
        migrations.AddConstraint(
            "follow",
            models.CheckConstraint(
                condition=Q(by_itself=False) | Q(level=3, topic__isnull=False), name="forum_follow_by_itself"
            ),
        ),
        migrations.AddIndex(
            "follow", models.Index(fields=["tag", "member"], condition=Q(tag__isnull=False), name="forum_follow_tag")
        ),
        migrations.AddIndex(
            "follow",
            models.Index(fields=["space", "member"], condition=Q(space__isnull=False), name="forum_follow_space"),
        ),
        migrations.AddIndex(
            "follow", models.Index(fields=["member"], condition=Q(level=0), name="forum_follow_muted")
        ),
    ]
