"""Who reads, in the tests of lists."""

import pytest

from tests import cast


@pytest.fixture
def ines():
    return cast.ines()


@pytest.fixture
def signed_in(client, ines):
    client.force_login(ines)
    return client
