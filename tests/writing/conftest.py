"""What makes HTML of words touches no database; whether formulas are drawn is asked of the community, which is in one."""

from __future__ import annotations

import pytest

from writing import formulas


@pytest.fixture(autouse=True)
def _no_formulas_without_a_community(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "db" not in request.fixturenames and request.node.get_closest_marker("django_db") is None:
        monkeypatch.setattr(formulas, "is_on", lambda: False)
