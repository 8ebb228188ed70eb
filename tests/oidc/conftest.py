"""A provider that runs, and the row by which it signs people in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from oidc.models import Provider
from oidc.sealing import sealed
from tests import make
from tests.oidc.provider import CLIENT, SECRET, FakeProvider, running


@pytest.fixture
def fake(settings: Any) -> Iterator[FakeProvider]:
    with running() as provider:
        settings.OIDC_INSIDE = [provider.origin]
        yield provider


@pytest.fixture
def provider(fake: FakeProvider, db: None) -> Provider:
    make.community()
    return row_of(fake)


def row_of(fake: FakeProvider, **more: Any) -> Provider:
    """As an admin has set it up."""
    fields = {
        "name": "The Library",
        "slug": "the-library",
        "issuer": fake.origin,
        "client_id": CLIENT,
        "sealed_secret": sealed(SECRET),
    }
    fields |= {"document": fake.says_of_itself(), "keys": fake.keys, "is_on": True}
    return Provider.objects.create(**fields | more)
