"""What tests of several parts of the configuration ask for."""

import io
from collections.abc import Iterator

import pytest

from tests.community.log_lines import written


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    with written() as stream:
        yield stream
