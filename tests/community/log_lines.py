"""What is written to the logs while a test runs."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings

from community import logs


@contextmanager
def written(*, readable: bool = False) -> Iterator[io.StringIO]:
    """What production would write: JSON lines; or what somebody reads who develops."""
    chosen = logs.configuration(readable=readable, level="INFO")
    stream = io.StringIO()
    chosen["handlers"]["console"]["stream"] = stream
    logs.configure(chosen)
    try:
        yield stream
    finally:
        logs.configure(settings.LOGGING)


def parsed(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]
