"""Domains of other scripts are kept as mail servers know them: `faß.de` as `xn--fa-hia.de`."""

from django.db import migrations

from writing.domains import one_spelling


def respell(apps, schema_editor):
    for model in (apps.get_model("members", "Member"), apps.get_model("account", "EmailAddress")):
        for row in model.objects.filter(email__regex=r"[^\x01-\x7f]").only("email"):
            kept = one_spelling(row.email)
            if not model.objects.filter(email__iexact=kept).exists():  # two accounts are left as they are
                model.objects.filter(pk=row.pk).update(email=kept)


class Migration(migrations.Migration):
    dependencies = [
        ("account", "0009_emailaddress_unique_primary_email"),
        ("members", "0003_joining"),
    ]

    operations = [migrations.RunPython(respell, migrations.RunPython.noop, elidable=True)]
