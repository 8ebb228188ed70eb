"""Whoever came with an import, and whoever stands for those who left, is not new here."""

from typing import Any

from django.db import migrations


def settle(apps: Any, schema_editor: Any) -> None:
    members = apps.get_model("members", "Member").objects.exclude(kind="person")
    members.filter(stage="newcomer").update(stage="member")


class Migration(migrations.Migration):
    dependencies = [("members", "0009_setting_up")]
    operations = [migrations.RunPython(settle, migrations.RunPython.noop)]
