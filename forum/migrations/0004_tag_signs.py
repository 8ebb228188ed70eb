"""Signs and vowel signs tell tags apart: each tag has the slug that its name has now."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from forum.words import tag_slug


def tell_apart(apps: Apps, editor: BaseDatabaseSchemaEditor | None) -> None:
    """A tag whose new slug another one has already keeps its own."""
    tags = apps.get_model("forum", "Tag").objects
    for tag in tags.order_by("pk"):
        slug = tag_slug(tag.name)
        if slug not in ("", tag.slug) and len(slug) <= 40 and not tags.filter(slug=slug).exists():
            tags.filter(pk=tag.pk).update(slug=slug, former_slug=tag.slug)


class Migration(migrations.Migration):
    dependencies = [("forum", "0003_comments_not_visible")]

    operations = [
        migrations.AlterField("tag", "slug", models.CharField(max_length=40, unique=True)),
        migrations.AddField(
            "tag", "former_slug", models.CharField(blank=True, editable=False, max_length=40, default=""), False
        ),
        migrations.AddIndex(
            "tag",
            models.Index(
                condition=models.Q(("former_slug", ""), _negated=True), fields=["former_slug"], name="forum_tag_former"
            ),
        ),
        migrations.RunPython(tell_apart, migrations.RunPython.noop),
    ]
