"""A line of the log says whether it was a post or a comment, in every language."""

import pytest
from django.utils import translation

from moderation.models import Decision
from moderation.queries.log import Line

OF_A_COMMENT = [
    ("hide", "en", "hid a comment"),
    ("hide", "de", "hat einen Kommentar ausgeblendet"),
    ("restore", "en", "restored a comment"),
    ("uphold", "de", "hat noch einmal hingesehen und einen Kommentar ausgeblendet gelassen"),
    ("keep", "en", "read a comment that words called for, and kept it"),
    ("warn", "en", "had a word with somebody"),
]


def said(**of: object) -> str:
    return Line(Decision(is_public=False, **of), topic=None, may_undo=False).words


@pytest.mark.parametrize(("verb", "language", "words"), OF_A_COMMENT)
def test_of_a_comment(verb: str, language: str, words: str) -> None:
    with translation.override(language):
        assert said(verb=verb, comment_id=1, post_id=1) == words


def test_of_a_post() -> None:
    assert said(verb="hide", post_id=1) == "hid a post"
    assert said(verb="keep", post_id=1) == "read a post that words called for, and kept it"
    assert said(verb="hide", comment_id=1, before={"look": 1}) == "looked again, and left it as it was"
