"""The words that a community starts with; its members may change them."""

from django.db import migrations

WORDS = [  # slug, label, what stands before it
    ("clear", "clear", "being"),
    ("gentle", "gentle", "being"),
    ("practical", "practical", "being"),
    ("honest", "honest", "being"),
    ("been-there", "been there", "having"),
    ("company", "company", ""),
]


def add(apps, schema_editor):
    ThanksWord = apps.get_model("recognition", "ThanksWord")
    for position, (slug, label, lead) in enumerate(WORDS):
        ThanksWord.objects.get_or_create(
            slug=slug, defaults={"label": label, "lead": lead, "position": position}
        )


class Migration(migrations.Migration):
    dependencies = [("recognition", "0002_words_and_featured")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
