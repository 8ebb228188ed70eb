"""The playbook: twelve short pages inside the product, each beside the part of the desk where it is needed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from moderation.actions.reports import report
from moderation.playbook import PAGES, Page
from tests.moderation.place import Place

ALL = {page.slug: page for page in PAGES}


def sentences(page: Page) -> Iterator[str]:
    yield from (str(page.title), str(page.lead))
    for part in page.parts:
        yield from map(str, (part.heading, *part.words, *part.steps))


def test_there_are_twelve() -> None:
    assert len(ALL) == len(PAGES) == 12


@pytest.mark.parametrize("page", PAGES, ids=list(ALL))
def test_each_is_short_and_says_what_to_do(page: Page) -> None:
    words = sum(len(sentence.split()) for sentence in sentences(page))
    assert 90 <= words <= 330  # two minutes
    assert all(len(sentence.split()) <= 40 for sentence in sentences(page))
    assert any(part.steps for part in page.parts)


def test_stewards_read_them_and_nobody_else(place: Place) -> None:
    client = Client()
    client.force_login(place.moderator)
    contents = client.get(reverse("moderation:playbook")).content.decode()
    for slug, page in ALL.items():
        address = reverse("moderation:chapter", args=[slug])
        assert address in contents
        html = client.get(address).content.decode()
        assert str(page.parts[0].heading) in html
    assert client.get(reverse("moderation:chapter", args=["no-such-page"])).status_code == 404
    client.force_login(place.reader)
    assert client.get(reverse("moderation:playbook")).status_code == 403
    assert client.get(reverse("moderation:chapter", args=["danger"])).status_code == 403


def test_each_stands_where_it_is_needed(place: Place) -> None:
    report(actor=place.reader, thing=place.masked, reason="danger")
    client = Client()
    client.force_login(place.admin)
    case = reverse("moderation:case", args=["post", place.masked.pk])
    there = {
        reverse("moderation:desk"): ["quarrel", "first-answer", "thanks", "first-week", "sharing", "danger"],
        case: ["danger", "anonymous", "handing-over"],
        reverse("moderation:hiding", args=["post", place.post.pk]): ["saying-no"],
        reverse("moderation:appointments"): ["handing-over"],
    }
    for page, slugs in there.items():
        html = client.get(page).content.decode()
        for slug in slugs:
            assert reverse("moderation:chapter", args=[slug]) in html, (page, slug)
