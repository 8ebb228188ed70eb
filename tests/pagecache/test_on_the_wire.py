"""A kept page as the server of production sends it: whole, in each encoding, with every header once (tests/web.py looks)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import make
from tests.web import running_web

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_a_kept_page_comes_whole_to_whoever_asks(tmp_path: Path) -> None:
    make.community()
    topic = make.topic(audience="everyone", space=make.space(visibility="public"))
    with running_web(tmp_path) as web:
        for path in (topic.get_absolute_url(), "/about/", "/latest/"):
            made = web.ask(path)
            for takes in ("identity", "gzip", "gzip, deflate, br, zstd", "identity"):
                kept = web.ask(path, seconds=5, Accept_Encoding=takes)
                assert (kept.status, kept.text) == (200, made.text)
                assert kept.headers["Content-Encoding"] == ("gzip" if "gzip" in takes and path != "/about/" else None)
