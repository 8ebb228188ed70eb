"""Karl and Kari are two names: the keys by which names are compared are made anew, and the shape of a name is one."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from members.lookalikes import fold, look


def compare_anew(apps: Apps, editor: BaseDatabaseSchemaEditor | None) -> None:
    """Who has a key keeps one. Where two of the same key are here already, the later one is left without."""
    members = apps.get_model("members", "Member").objects
    rows = list(members.order_by("pk").values_list("pk", "handle", "handle_key", "display_name", "name_key", "kind"))
    members.update(handle_key="", name_key="", name_look="")
    handles, names, looks = {""}, {""}, {""}
    for pk, handle, handle_key, name, name_key, kind in rows:
        person = kind == "person"
        members.filter(pk=pk).update(
            handle_key=_once(fold(handle) if handle_key else "", handles),
            name_key=_once(fold(name) if name_key else "", names if person else {""}),
            name_look=_once(look(name) if name_key else "", looks if person else {""}),
        )


def _once(key: str, taken: set[str]) -> str:
    if key in taken:
        return ""
    taken.add(key)
    return key


class Migration(migrations.Migration):
    dependencies = [("members", "0004_one_spelling_of_addresses")]

    operations = [
        migrations.AddField(
            "member", "name_look", models.CharField(blank=True, default="", editable=False, max_length=120), False
        ),
        migrations.RunPython(compare_anew, migrations.RunPython.noop),
        migrations.AddConstraint(
            "member",
            models.UniqueConstraint(
                models.F("name_look"),
                condition=models.Q(models.Q(("name_look", ""), _negated=True), ("kind", "person")),
                name="members_member_name_look",
            ),
        ),
    ]
