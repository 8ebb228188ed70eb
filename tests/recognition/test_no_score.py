"""Nothing here ranks people: no address and no template has a score."""

import re
from pathlib import Path

from django.conf import settings
from django.urls import get_resolver

FORBIDDEN = re.compile(r"leaderboard|ranking|top[-_ ]?(members|helpers|mentors)|karma|\bpoints\b|\bscores?\b", re.I)


def test_no_address_and_no_template_has_a_score() -> None:
    addresses = [str(pattern.pattern) for pattern in _patterns(get_resolver().url_patterns)]
    assert len(addresses) > 60
    assert [address for address in addresses if FORBIDDEN.search(address)] == []
    templates = [*Path(settings.BASE_DIR / "templates").rglob("*.html")]
    assert len(templates) > 60
    orders = re.compile(r"(thanks|given|received|members?)_?count|order_by=|\|dictsort", re.I)
    allowed = "no score"  # the page that says there is none
    found = [
        f"{path.name}: {line}"
        for path in templates
        for line in path.read_text().splitlines()
        if (FORBIDDEN.search(line) or orders.search(line)) and allowed not in line
    ]
    assert found == []


def test_the_check_for_scores_catches_one() -> None:
    assert FORBIDDEN.search("members/leaderboard/")
    assert FORBIDDEN.search("your score")


def _patterns(patterns):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _patterns(pattern.url_patterns)
        else:
            yield pattern
