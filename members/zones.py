"""The time zones that this machine knows; looked up once, because finding them reads hundreds of files."""

from __future__ import annotations

import zoneinfo
from functools import cache


@cache
def known() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


@cache
def offered() -> tuple[tuple[str, str], ...]:
    """Name and words of every zone that is called after a place, and UTC."""
    places = sorted(name for name in known() if "/" in name and not name.startswith(("Etc/", "SystemV/", "US/")))
    return tuple((name, name.replace("_", " ").replace("/", ", ")) for name in ["UTC", *places])
