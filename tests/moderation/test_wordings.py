"""Words that hold, are said otherwise, or are answered with who helps right now."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from forum import actions as forum
from forum.models import Comment, Post, Status, Wording
from members.models import Member
from members.rules import NotAllowed
from moderation.actions import wordings
from moderation.actions.decisions import undo
from moderation.models import Decision
from moderation.queries.queue import queue
from notices.models import Notice
from tests import make
from tests.forum import say
from tests.ledger import settle
from tests.moderation.place import Place

Does = Wording.Does


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def chosen(place: Place, words: str, does: str, instead: str = "") -> Decision:
    return wordings.choose(moderator=place.moderator, words=words, does=does, instead=instead, space=place.space)


def settled_writer(place: Place) -> Member:
    """Somebody who wrote here before, so that nothing of theirs is held for being new."""
    for _ in range(3):
        make.answer(topic=place.post.topic, by=place.reader)
    return place.reader


def test_a_person_reads_it_first_whoever_wrote_it(place: Place) -> None:
    chosen(place, "miracle cure*", Does.HOLD)
    writer = settled_writer(place)
    post = say.answer(actor=writer, topic=place.post.topic, body="I found a Miracle Cure.")
    assert Post.objects.get(pk=post.pk).status == Status.HELD
    settle()
    [case] = queue(place.moderator)
    assert any("miracle cure*" in sentence for sentence in case.context)
    comment = say.comment(actor=writer, post=place.post, body="miracle cures work")
    assert Comment.objects.get(pk=comment.pk).status == Status.HELD


def test_the_author_takes_it_out_and_it_appears(place: Place) -> None:
    chosen(place, "miracle cure", Does.HOLD)
    writer = settled_writer(place)
    post = say.answer(actor=writer, topic=place.post.topic, body="I found a miracle cure.")
    forum.edit(actor=writer, post=post, body="I found what helped me, a miracle cure.", base=0)
    assert Post.objects.get(pk=post.pk).status == Status.HELD
    again = Post.objects.get(pk=post.pk)
    forum.edit(actor=writer, post=again, body="I found what helped me.", base=again.revision_count)
    assert Post.objects.get(pk=post.pk).status == Status.VISIBLE
    again = Post.objects.get(pk=post.pk)
    forum.edit(actor=writer, post=again, body="A miracle cure after all.", base=again.revision_count)
    assert Post.objects.get(pk=post.pk).status == Status.HELD


def test_words_are_said_otherwise_from_now_on(place: Place) -> None:
    chosen(place, "junkie", Does.REPLACE, "somebody who uses")
    writer = settled_writer(place)
    post = say.answer(actor=writer, topic=place.post.topic, body="He is a Junkie.")
    assert Post.objects.get(pk=post.pk).body == "He is a somebody who uses."
    comment = say.comment(actor=writer, post=place.post, body="A junkie?")
    assert Comment.objects.get(pk=comment.pk).body == "A somebody who uses?"
    topic = say.ask(actor=writer, space=place.space, title="How to help a junkie here", body="Please.")
    assert topic.title == "How to help a somebody who uses here"
    elsewhere = say.answer(actor=writer, topic=make.topic(), body="He is a junkie.")
    assert Post.objects.get(pk=elsewhere.pk).body == "He is a junkie."


@pytest.mark.parametrize("masked", [False, True])
def test_some_words_are_answered_with_who_helps_right_now(place: Place, masked: bool) -> None:
    chosen(place, "cannot go on", Does.CARD)
    post = say.answer(actor=settled_writer(place), topic=place.post.topic, body="I cannot go on.", masked=masked)
    say.end_grace()
    settle()
    post = Post.objects.get(pk=post.pk)
    assert post.status == Status.VISIBLE
    notice = Notice.objects.get(kind="help_now")
    assert (notice.member, notice.mask) == (post.member, post.mask)
    assert notice.data["path"] == reverse("members:help_now")
    assert "help_now" not in set(Notice.objects.exclude(pk=notice.pk).values_list("kind", flat=True))


def test_without_such_words_nobody_is_told(place: Place) -> None:
    chosen(place, "cannot go on", Does.CARD)
    say.answer(actor=settled_writer(place), topic=place.post.topic, body="I can go on.")
    settle()
    assert not Notice.objects.filter(kind="help_now").exists()


def test_the_page_adds_and_removes_and_each_can_be_taken_back(place: Place) -> None:
    client, address = signed_in(place.moderator), reverse("moderation:wordings")
    sent = {"words": "miracle cure", "does": "hold", "space": place.space.pk}
    assert client.post(address, sent).status_code == 303
    row = Wording.objects.get()
    assert "miracle cure" in client.get(address).content.decode()
    assert "miracle cure" not in client.get(reverse("moderation:log")).content.decode()
    client.post(reverse("moderation:wording_removal", args=[row.pk]))
    assert not Wording.objects.in_force().exists()
    undo(moderator=place.moderator, decision=Decision.objects.latest("pk"))
    assert Wording.objects.in_force().get() == row


@pytest.mark.parametrize(
    "sent",
    [
        {"words": "a", "does": "hold"},
        {"words": "junkie", "does": "replace"},
        {"words": "junkie", "does": "hold", "instead": "somebody"},
        {"words": "junkie", "does": "burn"},
        {"words": "", "does": "hold"},
    ],
)
def test_what_is_not_chosen(place: Place, sent: dict[str, str]) -> None:
    answer = signed_in(place.moderator).post(reverse("moderation:wordings"), sent | {"space": place.space.pk})
    assert answer.status_code == 422
    assert not Wording.objects.exists()


def test_who_may_choose(place: Place) -> None:
    with pytest.raises(NotAllowed, match="for an admin"):
        wordings.choose(moderator=place.moderator, words="junkie", does="hold", space=None)
    with pytest.raises(NotAllowed):
        wordings.choose(moderator=place.stranger, words="junkie", does="hold", space=place.space)
    chosen(place, "junkie", Does.HOLD)
    with pytest.raises(NotAllowed, match="stand here already"):
        chosen(place, "junkie", Does.HOLD)
    for who in (place.reader, place.author):
        assert signed_in(who).get(reverse("moderation:wordings")).status_code == 403
    removal = reverse("moderation:wording_removal", args=[Wording.objects.get().pk])
    assert signed_in(place.stranger).post(removal).status_code == 403
