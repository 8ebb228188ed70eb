"""A title that was changed: its old address leads on, also once the title is changed back."""

from __future__ import annotations

import pytest
from django.test import Client

from forum.models import Topic
from tests import make

pytestmark = pytest.mark.django_db
FOR_EVER = (301, 308)  # a browser keeps these, and asks no more


def opens(client: Client, path: str, kept: dict[str, str]) -> bool:
    """As a browser does that keeps what it was told to."""
    for _hop in range(5):
        path = kept.get(path, path)
        answer = client.get(path)
        if answer.status_code == 200:
            return True
        where = answer.headers["Location"]
        if answer.status_code in FOR_EVER or "max-age" in answer.headers.get("Cache-Control", ""):
            kept[path] = where
        path = where
    return False


@pytest.mark.parametrize("who", ["visitor", "member"])
def test_a_title_changed_and_changed_back_opens(client: Client, who: str) -> None:
    make.community()
    topic = make.topic()
    if who == "member":
        client.force_login(make.member())
    kept: dict[str, str] = {}
    first = topic.get_absolute_url()
    for slug in ("another-title", topic.slug, "another-title"):
        Topic.objects.filter(pk=topic.pk).update(slug=slug)
        assert opens(client, first, kept)
        assert opens(client, f"/t/{topic.pk}/another-title/?post={topic.posts.get().pk}", kept)


def test_an_old_address_leads_to_the_same_place_of_the_new_one(client: Client) -> None:
    make.community()
    topic = make.topic()
    answer = client.get(f"/t/{topic.pk}/an-old-title/?page=1")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{topic.get_absolute_url()}?page=1")


def test_an_old_address_of_what_is_not_for_visitors_tells_no_title(client: Client) -> None:
    make.community()
    topic = make.topic(audience="members")
    answer = client.get(f"/t/{topic.pk}/an-old-title/")
    assert answer.status_code == 404
    assert topic.slug not in answer.content.decode()
