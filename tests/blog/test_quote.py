"""The asker's words appear only with the asker's consent."""

from __future__ import annotations

import pytest
from django.urls import reverse

from blog import passages
from blog.actions import drafts, publishing
from blog.models import Article, QuoteConsent
from members.rules import NotAllowed
from notices.models import Notice
from tests import make
from tests.blog.room import LONG, QUESTION, Room
from tests.ledger import settle

QUOTING = f"{LONG}\n\n> I keep MOVING money, between them\nso that no one card notices!\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (QUOTING, ["I keep moving money between them so that no one card notices"]),
        (QUESTION, [QUESTION.rstrip(".")]),
        ("I keep moving money between them so", []),
        ("something else altogether that nobody has asked about at all here", []),
        ("", []),
    ],
)
def test_passages_are_found_whatever_their_case_and_breaks(text: str, found: list[str]) -> None:
    assert passages.quoted(text, QUESTION) == found


def test_two_passages_stay_two() -> None:
    source = "one two three four five six seven eight nine. " + "alpha beta gamma delta epsilon zeta eta theta iota."
    text = "one two three four five six seven eight nope " + "alpha beta gamma delta epsilon zeta eta theta iota"
    assert passages.quoted(text, source) == [
        "one two three four five six seven eight",
        "alpha beta gamma delta epsilon zeta eta theta iota",
    ]


def quoting(room: Room) -> Article:
    return room.written(room.draft(), body=QUOTING)


def consent() -> QuoteConsent:
    return QuoteConsent.objects.select_related("article").get()


def answer(room: Room, given: bool) -> None:
    drafts.answer_quote(actor=room.asker, consent=consent(), given=given)


def test_the_asker_is_asked_with_the_very_words_when_the_text_is_proposed(room: Room) -> None:
    room.proposed(quoting(room))
    row = consent()
    assert (row.member, row.state) == (room.asker, "asked")
    assert row.passages == ["I keep moving money between them so that no one card notices"]
    settle()
    assert Notice.objects.filter(member=room.asker, kind="quote_asked").exists()


def test_without_their_yes_it_is_not_published(room: Room) -> None:
    article = room.approved(quoting(room))
    with pytest.raises(NotAllowed, match="have not said yes"):
        publishing.publish(moderator=room.moderator, article=article)
    answer(room, given=True)
    assert publishing.publish(moderator=room.moderator, article=article).state == "published"


def test_after_a_no_the_words_have_to_go(room: Room) -> None:
    article = room.approved(quoting(room))
    answer(room, given=False)
    article.refresh_from_db()
    assert article.state == "draft"
    with pytest.raises(NotAllowed):
        publishing.publish(moderator=room.moderator, article=room.approved(article))
    article = room.written(article)
    assert not article.quotes_asker
    assert room.published(article).state == "published"


def test_a_no_after_publishing_takes_it_down_until_the_words_are_gone(room: Room, client: object) -> None:
    article = room.approved(quoting(room))
    answer(room, given=True)
    article = publishing.publish(moderator=room.moderator, article=article)
    assert client.get(article.get_absolute_url()).status_code == 200
    answer(room, given=False)
    assert client.get(article.get_absolute_url()).status_code == 404


def test_a_retelling_needs_a_yes_too(room: Room) -> None:
    article = room.written(room.draft(), quotes_asker=True)
    with pytest.raises(NotAllowed, match="have not said yes"):
        publishing.publish(moderator=room.moderator, article=room.approved(article))


def test_new_words_are_asked_about_anew(room: Room) -> None:
    article = room.proposed(quoting(room))
    answer(room, given=True)
    article = room.written(article, body=f"{QUOTING} What would you do first? I have told nobody.", quotes_asker=True)
    more = room.written(article, body=f"{LONG} {QUESTION}")
    room.approved(more)
    assert consent().state == "asked"
    with pytest.raises(NotAllowed):
        publishing.publish(moderator=room.moderator, article=more)


def test_the_same_words_are_not_asked_about_twice(room: Room) -> None:
    article = room.proposed(quoting(room))
    answer(room, given=True)
    article = room.written(article, body=f"{QUOTING}\n\nThe end.")
    room.proposed(article)
    assert consent().state == "given"


def test_ones_own_question_needs_nobodys_yes(room: Room) -> None:
    post = make.answer(topic=room.post.topic, by=room.asker, body=LONG)
    room.author, room.post = room.asker, post
    article = room.written(room.draft(), body=QUOTING, quotes_asker=True)
    assert not article.quotes_asker
    assert room.published(article).state == "published"


@pytest.mark.parametrize("who", ["author", "moderator", "admin", "reader"])
def test_only_the_asker_says(room: Room, client: object, who: str) -> None:
    room.proposed(quoting(room))
    with pytest.raises(NotAllowed, match="Only the person"):
        drafts.answer_quote(actor=getattr(room, who), consent=consent(), given=True)
    client.force_login(getattr(room, who))
    assert client.get(reverse("blog:quote", args=[consent().pk])).status_code == 404


def test_the_askers_page(room: Room, client: object) -> None:
    room.proposed(quoting(room))
    client.force_login(room.asker)
    address = reverse("blog:quote", args=[consent().pk])
    assert "no one card notices" in client.get(address).content.decode()
    assert client.post(address, {"answer": "perhaps"}).status_code == 422
    assert client.post(address, {"answer": "yes"}).status_code == 303
    assert consent().state == "given"


def test_a_masked_asker_answers_behind_the_mask(room: Room) -> None:
    topic = make.masked_topic(by=room.asker, space=room.space, body=QUESTION)
    room.post = make.answer(topic=topic, by=room.author, body=LONG)
    room.proposed(quoting(room))
    assert (consent().member, consent().mask) == (None, topic.mask)
    answer(room, given=True)
    assert consent().answered_at.minute == 0
