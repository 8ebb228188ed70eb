"""What other places show of a topic whose address somebody gave them: of public ones the title, the first words, the first
picture; of all others the community's name alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client

from forum.models import Post, Space, Status, Topic
from members.models import Member
from tests import cast, make
from tests.forum import say
from tests.uploads import pictures
from uploads.models import Use

pytestmark = pytest.mark.django_db

CARD = re.compile(r'<meta property="(og:[a-z:_]+)" content="([^"]*)">')
# Without a title of the card other places show that of the page.
ALONE = {"og:site_name": "The kitchen table", "og:title": "The kitchen table"}


@pytest.fixture(autouse=True)
def table(settings: Any) -> None:
    settings.SITE_URL = "https://table.example"
    make.community(name="The kitchen table")


def card(topic: Topic, viewer: Member | None = None) -> dict[str, str]:
    client = Client()
    if viewer is not None:
        client.force_login(viewer, backend="web.backends.Backend")
    response = client.get(topic.get_absolute_url())
    assert response.status_code == 200
    return {name: unescape(words) for name, words in CARD.findall(response.content.decode())}


def with_a_picture(topic: Topic, **of: str) -> str:
    """Its opening shows one; gives the name."""
    author = topic.member or Member.objects.get(handle="ines")
    post = say.answer(actor=pictures.settled(author), topic=topic, body=pictures.shows(pictures.sent(author), **of))
    opening = say.opening(topic)
    Post.objects.filter(pk=opening.pk).update(html=post.html, body=post.body)
    Use.objects.filter(holder_id=post.pk).update(holder_id=opening.pk)
    Post.objects.filter(pk=post.pk).delete()
    Topic.objects.filter(pk=topic.pk).update(version=topic.version + 5)
    return str(Use.objects.get(holder_id=opening.pk).picture_id)


def public(**more: object) -> Topic:
    return make.topic(by=cast.ines(), title='Which card, "first" or last?', audience="everyone", **more)


@pytest.mark.parametrize("who", [None, cast.pau])
def test_a_public_one_shows_its_title_and_first_words(who: Callable[[], Member] | None) -> None:
    topic = public()
    Topic.objects.filter(pk=topic.pk).update(excerpt="Four cards & one <month>.")
    assert card(topic, who and who()) == ALONE | {
        "og:type": "article",
        "og:title": 'Which card, "first" or last?',
        "og:description": "Four cards & one <month>.",
        "og:url": f"https://table.example{topic.get_absolute_url()}",
    }


@pytest.mark.parametrize("who", [None, cast.pau])
def test_its_first_picture_is_shown_from_here(who: Callable[[], Member] | None) -> None:
    topic = public()
    name = with_a_picture(topic, alt="a letter and two cards")
    shown = card(topic, who and who())
    assert shown["og:image"] == f"https://table.example/pictures/{name}/960.jpg"
    assert shown["og:image:alt"] == "a letter and two cards"
    assert Client().get(f"/pictures/{name}/960.jpg").status_code == 200, "whoever fetches it is nobody here"


def test_a_picture_of_an_answer_is_not_that_of_the_topic() -> None:
    topic = public()
    author = pictures.settled(cast.dorrie())
    say.answer(actor=author, topic=topic, body=pictures.shows(pictures.sent(author)))
    assert "og:image" not in card(topic)


def test_a_picture_that_its_reader_unfolds_is_not_shown() -> None:
    topic = public()
    name = with_a_picture(topic, alt="what happened that night")
    opening = say.opening(topic)
    folded = f"<details><summary>Hidden until you open it</summary>{opening.html}</details>"
    Post.objects.filter(pk=opening.pk).update(html=folded)
    assert "og:image" not in card(topic)
    Post.objects.filter(pk=opening.pk).update(html=folded + opening.html)
    Topic.objects.filter(pk=topic.pk).update(version=topic.version + 50)
    assert name in card(topic)["og:image"]


def test_a_picture_that_is_a_strangers_is_never_named() -> None:
    topic = public()
    Post.objects.filter(topic=topic).update(html='<p><img src="https://stranger.example/x.jpg" alt="x"></p>')
    assert "stranger.example" not in str(card(topic))


def test_two_topics_of_one_shape_show_each_their_own() -> None:
    first, second = public(), make.topic(by=cast.pau(), title="Another question here", audience="everyone")
    names = [with_a_picture(topic, alt=topic.title) for topic in (first, second)]
    for topic, name in zip((first, second), names, strict=True):
        assert name in card(topic)["og:image"]
        assert card(topic)["og:title"] == card(topic)["og:image:alt"] == topic.title


# --- and nothing of others ----------------------------------------------------------------------------------------


def of_a_mask() -> Topic:
    return make.masked_topic(by=cast.ines(), audience="everyone")


def among_members() -> Topic:
    return make.topic(by=cast.ines(), audience="members")


def in_a_space_of_members() -> Topic:
    return make.topic(by=cast.ines(), space=make.space(visibility=Space.Visibility.MEMBERS), audience="everyone")


def where_it_is_sensitive() -> Topic:
    return make.topic(by=cast.ines(), space=make.space(is_sensitive=True), audience="everyone")


@pytest.mark.parametrize("topic", [of_a_mask, among_members, in_a_space_of_members, where_it_is_sensitive])
def test_of_what_strangers_may_not_read_only_the_community(topic: Callable[[], Topic]) -> None:
    made = topic()
    with_a_picture(made, alt="a letter")
    assert card(made, cast.pau()) == ALONE


@pytest.mark.parametrize("made", [of_a_mask, where_it_is_sensitive])
def test_the_same_for_a_visitor(made: Callable[[], Topic]) -> None:
    topic = made()
    assert card(topic) == ALONE
    assert 'name="description"' not in Client().get(topic.get_absolute_url()).content.decode()


@pytest.mark.parametrize("status", [Status.HELD, Status.HIDDEN, Status.WAITING, Status.DELETED])
def test_what_is_not_there_to_be_read_shows_nothing_even_to_its_author(status: Status) -> None:
    topic = public()
    Post.objects.filter(topic=topic).update(status=status)
    Topic.objects.filter(pk=topic.pk).update(status=status)
    assert card(topic, topic.member) == ALONE
