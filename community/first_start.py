"""What an installation needs once, before anybody speaks in it."""

import os
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import CommandError

MASK_KEY_BYTES = 32


def ensure_mask_key() -> None:
    """Makes the mask key where there is none. Raises CommandError when masks exist that a new key would orphan."""
    path = Path(settings.MASK_KEY_FILE)
    if path.is_file():
        return
    if apps.get_model("masks", "Mask")._default_manager.exists():
        raise CommandError(
            f"The mask key {path} is missing, and there are masks that only it opens: put it back from its copy."
        )
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(os.urandom(MASK_KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    new.rename(path)
