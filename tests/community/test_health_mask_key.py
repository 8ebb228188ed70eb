"""`/readyz` says when the masks' key is gone or another one."""

import secrets
from pathlib import Path

import pytest
from django.test import Client

from masks import sealed
from tests import cast

pytestmark = pytest.mark.django_db


def warnings(client: Client) -> list[str]:
    return client.get("/readyz").json()["warnings"]


def test_the_right_key_is_no_word_worth(client: Client) -> None:
    sealed.wear(member=cast.marit(), topic_id=1)
    assert not [warning for warning in warnings(client) if "key" in warning]


def test_a_missing_and_another_key(client: Client, settings: object, tmp_path: Path) -> None:
    sealed.wear(member=cast.marit(), topic_id=1)
    settings.MASK_KEY_FILE = str(tmp_path / "mask.key")
    assert [warning for warning in warnings(client) if "is missing" in warning]
    Path(settings.MASK_KEY_FILE).write_bytes(secrets.token_bytes(32))
    assert [warning for warning in warnings(client) if "not the one" in warning]
