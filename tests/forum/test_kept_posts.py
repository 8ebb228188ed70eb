"""Posts that look alike to every bystander are drawn once; nobody reads in them what is another's."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from forum import actions as forum
from forum.models import Post, Topic
from members.models import Block, Member
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def answer() -> Post:
    topic = make.topic(by=make.member(name="Callum Reid"))
    return make.answer(topic=topic, by=make.member(name="Dorrie Hale"), body="Ring them first.")


def page(viewer: Member, topic: Topic, *, client: Client | None = None) -> str:
    client = client or Client()
    client.force_login(viewer)
    return client.get(topic.get_absolute_url()).content.decode()


def article(text: str, post: Post) -> str:
    found = re.search(rf'<article class="post[^>]*id="p{post.pk}".*?</article>', text, re.DOTALL)
    assert found
    return found[0]


def test_two_bystanders_read_the_same_but_for_their_tokens(answer: Post) -> None:
    one, two = (article(page(make.member(), answer.topic), answer) for _ in range(2))
    token = re.compile(r'name="csrfmiddlewaretoken" value="\w{64}"')
    assert token.search(one)
    assert token.search(one)[0] != token.search(two)[0]  # type: ignore[index]
    assert token.sub("", one) == token.sub("", two)


def test_a_form_in_a_kept_post_works_for_its_reader(answer: Post) -> None:
    page(make.member(), answer.topic)
    client, reader = Client(enforce_csrf_checks=True), make.member()
    text = article(page(reader, answer.topic, client=client), answer)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', text)
    assert token
    made = client.post(f"/p/{answer.pk}/bookmark/", {"on": "1", "csrfmiddlewaretoken": token[1]})
    assert made.status_code == 303
    assert reader.bookmarks.filter(post=answer).exists()


def test_what_is_ones_own_is_not_handed_to_others(answer: Post) -> None:
    author = answer.member
    assert author is not None
    assert f"/p/{answer.pk}/edit/" in page(author, answer.topic)
    assert f"/p/{answer.pk}/edit/" not in page(make.member(), answer.topic)


def test_the_asker_may_say_what_helped_and_nobody_else(answer: Post) -> None:
    page(make.member(), answer.topic)
    asker = answer.topic.member
    assert asker is not None
    assert f"/p/{answer.pk}/helped/" in page(asker, answer.topic)
    assert f"/p/{answer.pk}/helped/" not in page(make.member(), answer.topic)


def test_what_one_saved_only_they_see_saved(answer: Post) -> None:
    keeper = make.member()
    forum.save(actor=keeper, post=answer)
    assert 'aria-pressed="true"' in article(page(keeper, answer.topic), answer)
    assert 'aria-pressed="true"' not in article(page(make.member(), answer.topic), answer)


def test_whoever_blocked_the_author_finds_it_folded(answer: Post) -> None:
    page(make.member(), answer.topic)
    blocker = make.member()
    Block.objects.create(blocker=blocker, blocked=answer.member)
    assert "Written by somebody you have blocked." in page(blocker, answer.topic)


def test_a_new_name_stands_there_at_once(answer: Post) -> None:
    page(make.member(), answer.topic)
    Member.objects.filter(pk=answer.member_id).update(display_name="Dorrie H")
    assert "Dorrie Hale" not in article(page(make.member(), answer.topic), answer)


def test_new_thanks_stand_there_at_once(answer: Post) -> None:
    from recognition.actions.thanks import give

    make.thanks_words()
    page(make.member(), answer.topic)
    give(actor=make.member(name="Pau Ferrer"), post=answer, words=["clear"])
    assert "Thanked by Pau Ferrer" in article(page(make.member(), answer.topic), answer)


def test_changed_words_stand_there_at_once(answer: Post) -> None:
    page(make.member(), answer.topic)
    forum.edit(actor=answer.member, post=answer, body="Write to them first.", base=0)  # type: ignore[arg-type]
    assert "Write to them first." in article(page(make.member(), answer.topic), answer)
