"""Changing what one wrote: versions, reasons, and two editors at once."""

import pytest

from forum import actions
from forum.models import Post, Revision, Status, Topic
from members.rules import NotAllowed
from tests import cast, make
from tests.forum import say
from tests.races import at_once

pytestmark = pytest.mark.django_db


def test_the_first_change_keeps_the_original_and_the_new_version() -> None:
    dorrie = cast.dorrie()
    post = say.answer(actor=dorrie, topic=make.topic(), body="Call them.")
    actions.edit(actor=dorrie, post=post, body="Call them first.", base=0, reason="Order matters")
    kept = list(Revision.objects.order_by("number").values_list("number", "body", "reason"))
    assert kept == [(1, "Call them.", ""), (2, "Call them first.", "Order matters")]
    post.refresh_from_db()
    assert (post.revision_count, post.body, post.text) == (2, "Call them first.", "Call them first.")
    assert post.edited_at is not None
    assert say.verbs() == ["post.written", "post.edited"]


def test_the_title_of_a_question_is_part_of_its_version() -> None:
    ines = cast.ines()
    topic = say.ask(actor=ines, title="Which card first?", tags=["cards"])
    post = say.opening(topic)
    actions.edit(actor=ines, post=post, body=post.body, base=0, title="Which card do I pay first?", tags=["UK"])
    topic.refresh_from_db()
    assert (topic.title, topic.slug) == ("Which card do I pay first?", "which-card-do-i-pay-first")
    assert [tag.name for tag in topic.tags.all()] == ["UK"]
    titles = list(Revision.objects.order_by("number").values_list("title", flat=True))
    assert titles == ["Which card first?", "Which card do I pay first?"]


def test_nothing_changed_is_nothing_saved() -> None:
    dorrie = cast.dorrie()
    post = say.answer(actor=dorrie, topic=make.topic())
    actions.edit(actor=dorrie, post=post, body=post.body + "\n", base=0)
    assert not Revision.objects.exists()


def test_kept_pages_are_made_anew() -> None:
    dorrie = cast.dorrie()
    post = say.answer(actor=dorrie, topic=make.topic())
    before = Topic.objects.get(pk=post.topic_id).version
    actions.edit(actor=dorrie, post=post, body="Other words.", base=0)
    assert Topic.objects.get(pk=post.topic_id).version > before


def test_the_second_of_two_editors_is_told_and_nothing_is_overwritten(client) -> None:
    dorrie = cast.dorrie()
    post = say.answer(actor=dorrie, topic=make.topic(), body="As it was.")
    client.force_login(dorrie)
    form = {"base": "0", "body": "From the kitchen."}
    assert client.post(f"/p/{post.pk}/edit/", form).status_code == 303
    response = client.post(f"/p/{post.pk}/edit/", form | {"body": "From the bus."})
    page = response.content.decode()
    assert response.status_code == 409
    assert "From the kitchen." in page
    assert "From the bus." in page
    assert Post.objects.get(pk=post.pk).body == "From the kitchen."
    assert 'name="base" value="2"' in page
    again = client.post(f"/p/{post.pk}/edit/", {"base": "2", "body": "From both."})
    assert again.status_code == 303
    assert Post.objects.get(pk=post.pk).body == "From both."


@pytest.mark.django_db(transaction=True)
def test_of_ten_editors_at_once_one_saves_and_nine_are_told() -> None:
    dorrie = cast.dorrie()
    post = say.answer(actor=dorrie, topic=make.topic(), body="As it was.")

    def save(n) -> str:
        try:
            actions.edit(actor=dorrie, post=post, body=f"Version of {n}.", base=0)
        except actions.Outdated:
            return "told"
        return "saved"

    results = at_once([lambda n=n: save(n) for n in range(10)])
    assert sorted(results) == ["saved"] + ["told"] * 9
    assert Revision.objects.count() == 2


def test_the_page_of_versions_shows_what_changed(client) -> None:
    dorrie = cast.dorrie()
    post = say.answer(actor=dorrie, topic=make.topic(), body="Call them <b>late</b>.")
    actions.edit(actor=dorrie, post=post, body="Call them <b>early</b>.", base=0, reason="A slip")
    page = client.get(f"/p/{post.pk}/versions/").content.decode()
    assert "<del>late</del><ins>early</ins>" in page
    assert "A slip" in page
    assert "<b>early" not in page


def test_a_post_that_was_never_changed_has_a_page_that_says_so(client) -> None:
    post = make.answer()
    assert "has not been changed" in client.get(f"/p/{post.pk}/versions/").content.decode()


def test_a_link_put_into_a_first_post_afterwards_waits_for_a_person() -> None:
    wilf = cast.wilf()
    topic = make.topic()
    post = say.answer(actor=wilf, topic=topic)
    actions.edit(actor=wilf, post=post, body="See www.cheap-loans.com now", base=0)
    assert Post.objects.get(pk=post.pk).status == Status.HELD
    assert Topic.objects.get(pk=topic.pk).answer_count == 0


def test_somebody_elses_is_refused(client) -> None:
    post = make.answer()
    for other in (cast.dorrie(), make.admin(), make.moderator(of=post.topic.space)):
        with pytest.raises(NotAllowed):
            actions.edit(actor=other, post=post, body="Mine now.", base=0)
    client.force_login(cast.ines())
    assert client.get(f"/p/{post.pk}/edit/").status_code == 403


def test_what_is_taken_back_cannot_be_changed() -> None:
    dorrie = cast.dorrie()
    post = make.answer(by=dorrie, status=Status.DELETED)
    with pytest.raises(NotAllowed):
        actions.edit(actor=dorrie, post=post, body="Other words.", base=0)


def test_a_suspended_author_is_refused() -> None:
    dorrie = cast.dorrie()
    post = make.answer(by=dorrie)
    make.suspension(member=dorrie)
    with pytest.raises(NotAllowed):
        actions.edit(actor=dorrie, post=post, body="Other words.", base=0)


def test_versions_of_what_one_may_not_read_do_not_exist(client) -> None:
    dorrie = cast.dorrie()
    hidden = make.answer(by=dorrie, status=Status.HIDDEN)
    closed = make.answer(topic=make.topic(audience="members"))
    for post in (hidden, closed):
        assert client.get(f"/p/{post.pk}/versions/").status_code == 404
    client.force_login(dorrie)
    assert client.get(f"/p/{hidden.pk}/versions/").status_code == 200
