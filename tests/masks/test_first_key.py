"""The mask key is made once, and never beside masks that another key sealed."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from masks.models import Mask
from masks.sealed import MaskKeyError, ensure_key

pytestmark = pytest.mark.django_db


@pytest.fixture
def key(settings: Any, tmp_path: Path) -> Path:
    settings.MASK_KEY_FILE = str(tmp_path / "keys" / "mask.key")
    return Path(settings.MASK_KEY_FILE)


def test_makes_a_key_that_only_we_can_read(key: Path) -> None:
    ensure_key()
    assert len(key.read_bytes()) == 32
    assert key.stat().st_mode & 0o777 == 0o600


def test_leaves_a_key_as_it_is(key: Path) -> None:
    ensure_key()
    before = key.read_bytes()
    ensure_key()
    assert key.read_bytes() == before


def test_refuses_a_new_key_for_old_masks(key: Path) -> None:
    Mask.objects.create(topic_id=1, name="Quiet Heron", hue=1)
    with pytest.raises(MaskKeyError, match="put it back from its copy"):
        ensure_key()
    assert not key.exists()


def test_the_command_does_it_all(key: Path) -> None:
    call_command("prepare", verbosity=0)
    assert key.exists()
