from collections.abc import Iterator
from pathlib import Path

import pytest

from notices import push_key
from tests.notices import push_service
from web import outside


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[push_service.Service]:
    """A push service on this machine, which is taken for one outside."""
    push_key.ensure()
    with push_service.running(tmp_path) as (found, trust):
        monkeypatch.setattr(outside, "is_outside", lambda address: True)
        monkeypatch.setattr(outside, "context", lambda: trust)
        yield found
