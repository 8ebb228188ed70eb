"""Files with a key: whole or not there at all, and none is ever written over."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def create(path: Path, key: bytes) -> None:
    """Writes it, readable to its owner alone. Raises FileExistsError where there is one, and OSError.

    It gets its name when it is on the disk: after a crash or a power cut nothing half-written looks like a key.
    """
    descriptor, new = tempfile.mkstemp(prefix=f"{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        _give_name(Path(new), path)
    finally:
        Path(new).unlink(missing_ok=True)
    _keep_names(path.parent)


def _give_name(new: Path, path: Path) -> None:
    """A link never takes the place of a file, as a rename does; a disk without links has to do with a look before."""
    try:
        path.hardlink_to(new)
    except FileExistsError:
        raise
    except OSError:
        if path.exists():
            raise FileExistsError(path) from None
        new.rename(path)


def _keep_names(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
