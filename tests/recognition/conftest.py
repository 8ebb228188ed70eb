import pytest

from tests import make


@pytest.fixture(autouse=True)
def _words(request: pytest.FixtureRequest) -> None:
    """The community's words, where the test may use the database."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("transactional_db" if _has_threads(request) else "db")
        make.thanks_words()


def _has_threads(request: pytest.FixtureRequest) -> bool:
    marker = request.node.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction"))
