"""What older versions imported about people goes through the walls of today."""

from django.db import migrations

from writing.html import clean_html
from writing.links import web_only


def clean(apps, schema_editor):
    model = apps.get_model("members", "Member")
    for row in model.objects.exclude(imported_from="").only("bio_html", "imported_profile_url").iterator():
        bio, url = clean_html(row.bio_html).html, web_only(row.imported_profile_url)
        if (bio, url) != (row.bio_html, row.imported_profile_url):
            model.objects.filter(pk=row.pk).update(bio_html=bio, imported_profile_url=url)


class Migration(migrations.Migration):
    dependencies = [("members", "0007_shows_new")]

    operations = [migrations.RunPython(clean, migrations.RunPython.noop, elidable=True)]
