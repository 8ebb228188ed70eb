"""Taking back what one wrote, and putting it back."""

import pytest

from forum import actions
from forum.models import Post, Status, Topic
from members.rules import NotAllowed
from tests import cast, make
from tests.forum import say

pytestmark = pytest.mark.django_db


def test_an_answer_is_taken_back_and_put_back(client) -> None:
    dorrie = cast.dorrie()
    topic = make.topic()
    post = say.answer(actor=dorrie, topic=topic, body="Call them.")
    client.force_login(dorrie)
    client.post(f"/p/{post.pk}/deletion/")
    topic.refresh_from_db()
    assert (Post.objects.get(pk=post.pk).status, topic.answer_count) == (Status.DELETED, 0)
    assert "Put it back" in client.get(topic.get_absolute_url()).content.decode()
    client.post(f"/p/{post.pk}/restoration/")
    topic.refresh_from_db()
    assert (Post.objects.get(pk=post.pk).status, topic.answer_count) == (Status.VISIBLE, 1)
    assert say.verbs() == ["post.written", "post.taken_back", "post.put_back"]


def test_others_read_that_something_stood_there_and_not_what(client) -> None:
    dorrie = cast.dorrie()
    post = say.answer(actor=dorrie, topic=make.topic(), body="Call them.")
    say.comment(actor=cast.ines(), post=post, body="Thank you.")
    actions.delete(actor=dorrie, row=post)
    page = client.get(post.topic.get_absolute_url()).content.decode()
    assert "Call them." not in page
    assert "Dorrie" not in page
    assert "An answer stood here." in page


def test_a_question_without_answers_goes_with_its_topic(client) -> None:
    ines = cast.ines()
    topic = say.ask(actor=ines)
    actions.delete(actor=ines, row=say.opening(topic))
    assert Topic.objects.get(pk=topic.pk).status == Status.DELETED
    assert client.get(topic.get_absolute_url()).status_code == 404
    actions.restore(actor=ines, row=say.opening(topic))
    assert client.get(topic.get_absolute_url()).status_code == 200


def test_a_question_that_others_answered_stays_for_them() -> None:
    ines = cast.ines()
    topic = say.ask(actor=ines)
    say.answer(actor=cast.dorrie(), topic=topic)
    with pytest.raises(NotAllowed, match="answered you"):
        actions.delete(actor=ines, row=say.opening(topic))


def test_a_question_that_only_its_asker_answered_goes() -> None:
    ines = cast.ines()
    topic = say.ask(actor=ines)
    say.answer(actor=ines, topic=topic)
    actions.delete(actor=ines, row=say.opening(topic))
    assert Topic.objects.get(pk=topic.pk).status == Status.DELETED


def test_a_held_first_post_can_be_taken_back_and_goes_to_the_drafts(client) -> None:
    wilf = cast.wilf()
    topic = make.topic()
    post = say.answer(actor=wilf, topic=topic, body="See www.cheap-loans.com now")
    actions.delete(actor=wilf, row=post)
    assert wilf.drafts.get().body == "See www.cheap-loans.com now"
    actions.release(row=post)
    assert Post.objects.get(pk=post.pk).status == Status.DELETED


def test_it_cannot_be_used_to_get_round_a_hold() -> None:
    wilf = cast.wilf()
    post = say.answer(actor=wilf, topic=make.topic(), body="See www.cheap-loans.com now")
    actions.delete(actor=wilf, row=post)
    with pytest.raises(NotAllowed):
        actions.restore(actor=wilf, row=post)


def test_nor_round_a_moderators_hand() -> None:
    dorrie = cast.dorrie()
    post = say.answer(actor=dorrie, topic=make.topic())
    for take in (actions.hide, actions.hold):
        take(row=post)
        with pytest.raises(NotAllowed, match="moderator"):
            actions.delete(actor=dorrie, row=post)
        actions.unhide(row=post)
        actions.release(row=post)


def test_twice_is_refused() -> None:
    dorrie = cast.dorrie()
    post = say.answer(actor=dorrie, topic=make.topic())
    actions.delete(actor=dorrie, row=post)
    with pytest.raises(NotAllowed, match="already"):
        actions.delete(actor=dorrie, row=post)
    actions.restore(actor=dorrie, row=post)
    with pytest.raises(NotAllowed):
        actions.restore(actor=dorrie, row=post)


def test_somebody_elses_is_refused(client) -> None:
    post = make.answer()
    for other in (cast.dorrie(), make.admin(), make.moderator(of=post.topic.space)):
        with pytest.raises(NotAllowed):
            actions.delete(actor=other, row=post)
    client.force_login(cast.ines())
    assert client.post(f"/p/{post.pk}/deletion/").status_code == 403
    assert client.get(f"/p/{post.pk}/deletion/").status_code == 405


def test_a_suspended_member_cannot_put_anything_back() -> None:
    dorrie = cast.dorrie()
    post = say.answer(actor=dorrie, topic=make.topic())
    actions.delete(actor=dorrie, row=post)
    make.suspension(member=dorrie)
    with pytest.raises(NotAllowed):
        actions.restore(actor=dorrie, row=post)
