"""How often, and for how long."""

from __future__ import annotations

from datetime import timedelta

KEPT_FOR = timedelta(hours=24)  # a copy after it was ready; as long one waits for the next
