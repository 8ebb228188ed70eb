"""How much room is left on a disk, in bytes and in files; and whether anything can be written there at all."""

from __future__ import annotations

import errno
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

SMALL_PART = 0.1  # of a disk: a small one that is nearly empty is not low
PROBE_BYTES = 64 * 1024  # more than what a disk that calls itself full may still take


@dataclass(frozen=True)
class Space:
    """`all_files` is 0 where the file system counts none."""

    free_bytes: int
    all_bytes: int
    free_files: int
    all_files: int

    def is_low(self, *, megabytes: float, files: float) -> bool:
        """Less is free than that, and less than a tenth of the disk."""
        return _is_low(self.free_bytes, self.all_bytes, megabytes * 10**6) or (
            self.all_files > 0 and _is_low(self.free_files, self.all_files, files)
        )


def _is_low(free: int, of_all: int, least: float) -> bool:
    return free < least and free < of_all * SMALL_PART


def space_of(folder: Path) -> Space:
    """What an ordinary user may still take."""
    found = os.statvfs(folder)
    return Space(found.f_bavail * found.f_frsize, found.f_blocks * found.f_frsize, found.f_favail, found.f_files)


def can_write(folder: Path) -> bool:
    """By writing: a quota and a disk that has become read-only are in no number. What was never ours to write is fine."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(os.urandom(PROBE_BYTES))
            file.flush()
    except (FileNotFoundError, PermissionError):
        return True
    except OSError:
        return False
    return True


def is_no_space(error: BaseException) -> bool:
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
