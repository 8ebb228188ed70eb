import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from members.models import Member


@pytest.fixture
def marit() -> Member:
    return Member.objects.create_user("marit", "marit@example.org")


@pytest.fixture
def ife() -> Member:
    return Member.objects.create_user("ife", "ife@example.org")


@pytest.fixture
def another_key(settings: object, tmp_path: Path) -> Iterator[Callable[[], None]]:
    """another_key() puts a fresh key in the place of the right one, until the test ends."""

    def put() -> None:
        path = tmp_path / "another.key"
        path.write_bytes(secrets.token_bytes(32))
        settings.MASK_KEY_FILE = str(path)

    return put
