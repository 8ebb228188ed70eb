"""R20: a form writes what it shows. Whatever else is sent with it, by the names of the columns, is not written."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client

from tests.matrix_world import World, addresses
from tests.test_matrix import SENT, path_of, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# What nobody decides about themselves or others by a form of theirs: who they are, and what the rooms and words here are.
GUARDED = {
    "members_member": "id is_staff kind stage approved_at is_active joined_at imported_from email",
    "members_community": "id name registration language set_up_at",
    "forum_space": "id title slug visibility is_sensitive archived_at",
    "forum_topic": "id member_id mask_id space_id status helped_count answer_count created_at",
    "forum_post": "id topic_id member_id mask_id status helped created_at source",
    "forum_appointment": "id member_id space_id starts_at ends_at ended_at",
}
State = dict[tuple[str, int], tuple[Any, ...]]


def state() -> State:
    found: State = {}
    with connection.cursor() as cursor:
        for table, columns in GUARDED.items():
            cursor.execute(f"SELECT {', '.join(columns.split())} FROM {table}")  # noqa: S608  our own names
            found |= {(table, row[0]): row for row in cursor.fetchall()}
    return found


def everything() -> dict[str, str]:
    """Something for each column of each table, beside what forms ask for."""
    columns = [column for model in apps.get_models() for column in model._meta.concrete_fields]
    names = {name for column in columns for name in (column.name, column.attname)}
    telling = {"status": "visible", "stage": "mentor", "kind": "person", "email": "other@example.org"}
    return dict.fromkeys(names, "1") | telling | SENT


def sent(world: World, client: Client, path: str, said: dict[str, str]) -> State:
    """What the rows of before are after it; all of it is taken back."""
    before, cookies = state(), deepcopy(client.cookies)
    with transaction.atomic():
        client.post(path, said)
        after = state()
        transaction.set_rollback(True)
    client.cookies = cookies
    return {key: row for key, row in after.items() if key in before and before[key] != row}


@pytest.mark.parametrize("role", ["visitor", "author", "moderator"])
def test_what_a_form_does_not_show_it_does_not_write(role: str) -> None:
    world, wrong = World(), []
    client = signed_in(world.role(role))
    for name, takes in addresses().items():
        path = path_of(world, name, takes)
        asked_for, and_more = sent(world, client, path, SENT), sent(world, client, path, everything())
        more = {key for key in and_more if key not in asked_for}
        wrong += [f"{name}: {key} became {and_more[key]}" for key in sorted(more)]
    assert wrong == []
