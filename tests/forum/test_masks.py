"""Writing without one's name: who sees what, when, and that nothing leads back."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from activity.models import Event
from forum import actions, limits
from forum.actions import grace
from forum.models import Comment, Follow, Post, ReadingMark, Revision, Status, Topic
from masks import sealed
from masks.actions import mute
from masks.models import Mask
from members.models import Member
from members.rules import NotAllowed
from tests import cast, make
from tests.forum import say
from tests.races import at_once

pytestmark = pytest.mark.django_db

CANARY = "Zebulon Quartermaine"


@pytest.fixture
def zeb():
    """Somebody whose every name is like nobody else's."""
    return make.member(handle="zebquartz", name=CANARY, email="zeb@quartermaine.example")


def says_nothing(response) -> bool:
    """Neither the page nor its headers name the person."""
    everything = response.content.decode() + str(dict(response.headers))
    return not any(word in everything for word in ("Zebulon", "Quartermaine", "zebquartz", "quartermaine"))


def test_a_masked_question_bears_a_birds_name_and_only_its_hour(zeb) -> None:
    topic = say.ask(actor=zeb, masked=True)
    post = say.opening(topic)
    assert topic.member is None
    assert (post.mask, topic.mask) == (sealed.worn(member=zeb, topic_id=topic.pk),) * 2
    for at in (topic.created_at, topic.bumped_at, post.created_at):
        assert (at.minute, at.second, at.microsecond) == (0, 0, 0)


def test_it_waits_two_minutes_and_nobody_else_reads_it(client, zeb) -> None:
    topic = say.ask(actor=zeb, masked=True)
    assert topic.status == Status.WAITING
    assert actions.release_waiting() == 0
    assert client.get(topic.get_absolute_url()).status_code == 404
    for member in (cast.dorrie(), make.admin(), make.moderator(of=topic.space)):
        client.force_login(member)
        assert client.get(topic.get_absolute_url()).status_code == 404
    client.force_login(zeb)
    assert "Take it back" in client.get(topic.get_absolute_url()).content.decode()


def test_one_that_cannot_appear_holds_up_no_other(zeb, monkeypatch: pytest.MonkeyPatch) -> None:
    broken, other = (say.ask(actor=zeb, masked=True) for _ in range(2))
    show = grace.show_when_due

    def crash(row: Post) -> None:
        if row.topic_id == broken.pk:
            raise RuntimeError
        show(row)

    monkeypatch.setattr(grace, "show_when_due", crash)
    monkeypatch.setattr(grace, "AT_ONCE", 1)
    assert say.end_grace() == 1
    assert Topic.objects.filter(status=Status.VISIBLE).get() == other
    monkeypatch.setattr(grace, "show_when_due", show)
    assert say.end_grace() == 1


def test_the_ledger_hears_of_it_when_it_appears_and_of_the_mask_alone(zeb) -> None:
    topic = say.ask(actor=zeb, masked=True)
    assert say.verbs() == []
    assert say.end_grace() == 1
    assert say.end_grace() == 0
    event = Event.objects.get()
    assert (event.verb, event.member_id, event.mask_id) == ("topic.asked", None, topic.mask_id)


def test_a_waiting_answer_and_comment_are_counted_and_told_only_when_they_appear(client, zeb) -> None:
    topic = make.topic()
    post = say.answer(actor=zeb, topic=topic, masked=True, body="Quietly said.")
    comment = say.comment(actor=zeb, post=make.answer(topic=topic), masked=True, body="Softly asked.")
    topic.refresh_from_db()
    assert topic.answer_count == 1
    page = client.get(topic.get_absolute_url()).content.decode()
    assert "Quietly said." not in page
    assert "Softly asked." not in page
    assert say.end_grace() == 2
    topic.refresh_from_db()
    assert topic.answer_count == 2
    page = client.get(topic.get_absolute_url()).content.decode()
    assert "Quietly said." in page
    assert "Softly asked." in page
    assert Post.objects.get(pk=post.pk).visible_from is None
    assert Comment.objects.get(pk=comment.pk).visible_from is None


def test_taken_back_in_time_nobody_ever_hears_of_it_and_the_words_are_kept(client, zeb) -> None:
    topic = make.topic()
    post = say.answer(actor=zeb, topic=topic, masked=True, body="Too much said.")
    client.force_login(zeb)
    client.post(f"/p/{post.pk}/deletion/")
    assert say.end_grace() == 0
    assert say.verbs() == []
    page = client.get(topic.get_absolute_url()).content.decode()
    assert page.count("Too much said.") == 2  # what was taken back, and the words in the form
    client.force_login(cast.dorrie())
    assert "Too much said." not in client.get(topic.get_absolute_url()).content.decode()
    with pytest.raises(NotAllowed):
        actions.restore(actor=zeb, row=post)


def test_one_member_is_one_mask_in_a_topic_and_another_in_the_next(zeb) -> None:
    one, other = make.topic(), make.topic()
    first = say.answer(actor=zeb, topic=one, masked=True)
    second = say.answer(actor=zeb, topic=one, masked=True)
    third = say.answer(actor=zeb, topic=other, masked=True)
    assert first.mask == second.mask != third.mask
    assert Mask.objects.count() == 2


def test_no_page_header_or_fragment_names_the_person(client, zeb) -> None:
    topic = say.ask(actor=zeb, masked=True, body="First words.")
    say.end_grace()
    post = say.opening(topic)
    answer = say.answer(actor=cast.dorrie(), topic=topic)
    say.comment(actor=zeb, post=answer, masked=True)
    say.end_grace()
    actions.edit(actor=zeb, post=post, body="Other words.", base=0, reason="A slip")
    actions.mark_helped(actor=zeb, post=answer, what_changed="I called.")
    readers = [None, cast.tobias(), make.moderator(of=topic.space), make.admin()]
    addresses = [
        topic.get_absolute_url(),
        f"{topic.get_absolute_url()}?post={answer.pk}",
        f"/p/{post.pk}/versions/",
        "/latest/",
        f"/s/{topic.space.slug}/",
    ]
    for reader in readers:
        client.logout()
        if reader is not None:
            client.force_login(reader)
        for address in addresses:
            response = client.get(address)
            assert response.status_code == 200
            assert says_nothing(response), (reader, address)
    client.force_login(cast.ines())
    fragment = client.get(f"/p/{answer.pk}/comments/", headers={"HX-Request": "true"})
    assert fragment.status_code == 200
    assert says_nothing(fragment)


def test_no_id_of_the_member_stands_in_the_page(client) -> None:
    number = 987_654_321
    zeb = make.member(id=number)
    topic = say.ask(actor=zeb, masked=True)
    say.end_grace()
    client.force_login(cast.dorrie())
    assert str(number) not in client.get(topic.get_absolute_url()).content.decode()


def test_a_masked_request_leaves_no_follow_or_reading_mark_under_the_members_name(client, zeb) -> None:
    topic = make.topic()
    client.force_login(zeb)
    say.answer(actor=zeb, topic=topic, masked=True)
    client.post(f"/t/{topic.pk}/reading", {"position": "1"})
    assert client.post(f"/t/{topic.pk}/follow", {"on": "1"}).status_code == 403
    assert not Follow.objects.exists()
    assert not ReadingMark.objects.exists()


def test_a_masked_question_is_not_followed_and_is_no_letter_of_anybody(zeb) -> None:
    topic = say.ask(actor=zeb, masked=True, letter_for=None)
    assert not Follow.objects.filter(topic=topic).exists()
    assert topic.letter_for is None


def test_an_edit_carries_the_mask_and_its_hour(zeb) -> None:
    topic = say.ask(actor=zeb, masked=True)
    post = actions.edit(actor=zeb, post=say.opening(topic), body="Other words.", base=0)
    assert {revision.mask for revision in Revision.objects.all()} == {post.mask}
    assert not Revision.objects.filter(member__isnull=False).exists()
    for at in (post.edited_at, *Revision.objects.values_list("at", flat=True)):
        assert (at.minute, at.second) == (0, 0)


def test_only_the_wearer_edits_takes_back_and_marks(zeb) -> None:
    topic = say.ask(actor=zeb, masked=True)
    say.end_grace()
    post, answer = say.opening(topic), make.answer(topic=topic)
    for other in (cast.dorrie(), make.admin(), make.moderator(of=topic.space)):
        with pytest.raises(NotAllowed):
            actions.edit(actor=other, post=post, body="Mine.", base=0)
        with pytest.raises(NotAllowed):
            actions.delete(actor=other, row=post)
        with pytest.raises(NotAllowed):
            actions.mark_helped(actor=other, post=answer)


def test_another_mask_of_the_topic_is_not_ones_own(zeb) -> None:
    topic = say.ask(actor=zeb, masked=True)
    say.end_grace()
    dorrie = cast.dorrie()
    say.answer(actor=dorrie, topic=topic, masked=True)
    with pytest.raises(NotAllowed):
        actions.edit(actor=dorrie, post=say.opening(topic), body="Mine.", base=0)


def test_a_silenced_mask_is_refused_and_the_own_name_still_works(zeb) -> None:
    topic = make.topic()
    post = say.answer(actor=zeb, topic=topic, masked=True)
    sealed.restrict(post.mask, until=timezone.now() + timedelta(days=30))
    with pytest.raises(NotAllowed):
        say.answer(actor=zeb, topic=topic, masked=True)
    assert say.answer(actor=zeb, topic=topic).member == zeb


def test_a_suspended_member_cannot_post_behind_a_mask_and_old_masked_posts_stay(client, zeb) -> None:
    topic = make.topic()
    post = say.answer(actor=zeb, topic=topic, masked=True, body="Said before.")
    say.end_grace()
    make.suspension(member=zeb)
    with pytest.raises(NotAllowed):
        say.answer(actor=zeb, topic=topic, masked=True)
    assert Post.objects.get(pk=post.pk).status == Status.VISIBLE
    assert "Said before." in client.get(topic.get_absolute_url()).content.decode()


def test_a_flood_of_masks_is_refused_by_the_sealed_count(zeb) -> None:
    for n in range(limits.TOPICS.most):
        say.ask(actor=zeb, masked=True, title=f"A question, number {n}")
    with pytest.raises(limits.TooMuch):
        say.ask(actor=zeb, masked=True)


def test_one_masked_submit_is_one_answer_and_nobody_elses(zeb) -> None:
    topic, key = make.topic(), uuid4()
    first = say.answer(actor=zeb, topic=topic, masked=True, submit_key=key)
    assert say.answer(actor=zeb, topic=topic, masked=True, submit_key=key) == first
    with pytest.raises(NotAllowed):
        say.answer(actor=cast.dorrie(), topic=topic, submit_key=key)


def test_the_form_says_which_name_one_wears_and_warns_of_mixing(client, zeb) -> None:
    topic = make.topic()
    client.force_login(zeb)
    page = client.get(topic.get_absolute_url()).content.decode()
    assert "bird’s name, in this topic only" in page
    assert "The people who run the server could find out" in page
    mask = say.answer(actor=zeb, topic=topic, masked=True).mask
    page = client.get(topic.get_absolute_url()).content.decode()
    assert f"You’ll be “{mask.name}”, in this topic only." in page
    assert f"You already speak here as {mask.name}. Posting with your name" in page
    assert '<input type="radio" name="as" value="mask" checked' in page


def test_the_mask_comes_off_by_the_members_own_act_and_in_this_topic_alone(client, zeb) -> None:
    topic, other = say.ask(actor=zeb, masked=True), make.topic()
    say.answer(actor=zeb, topic=other, masked=True)
    say.end_grace()
    actions.edit(actor=zeb, post=say.opening(topic), body="Other words.", base=0)
    client.force_login(zeb)
    assert "cannot be undone" in client.get(f"/t/{topic.pk}/mask-removal").content.decode()
    assert Topic.objects.get(pk=topic.pk).member is None
    assert client.post(f"/t/{topic.pk}/mask-removal").status_code == 303
    topic.refresh_from_db()
    assert (topic.member, topic.mask) == (zeb, None)
    assert say.opening(topic).member == zeb
    assert set(Revision.objects.values_list("member", flat=True)) == {zeb.pk}
    assert Post.objects.get(topic=other, position=1).member is None
    page = client.get(topic.get_absolute_url()).content.decode()
    assert "cannot say any more in this topic" in page
    with pytest.raises(NotAllowed):
        say.answer(actor=zeb, topic=topic, masked=True)
    with pytest.raises(NotAllowed):
        actions.take_mask_off(actor=zeb, topic=topic)
    assert actions.follow(actor=zeb, topic=topic).pk


def test_a_mask_that_a_moderator_muted_still_hides_its_wearer(zeb) -> None:
    topic = make.topic()
    post = say.answer(actor=zeb, topic=topic, masked=True)
    mute(mask=post.mask)
    with pytest.raises(NotAllowed):
        actions.follow(actor=zeb, topic=topic)
    assert actions.mark_read(actor=zeb, topic=topic, position=1) is None


def test_nobody_takes_off_a_mask_that_they_do_not_wear(client, zeb) -> None:
    topic = say.ask(actor=zeb, masked=True)
    say.end_grace()
    client.force_login(cast.dorrie())
    assert client.get(f"/t/{topic.pk}/mask-removal").status_code == 403
    assert client.post(f"/t/{topic.pk}/mask-removal").status_code == 403
    assert Topic.objects.get(pk=topic.pk).member is None


def test_a_held_masked_post_appears_when_it_is_let_through_and_its_grace_is_over(zeb) -> None:
    topic = make.topic()
    post = say.answer(actor=zeb, topic=topic, masked=True, body="See www.cheap-loans.com now")
    assert post.status == Status.HELD
    actions.release(row=post)
    assert Post.objects.get(pk=post.pk).status == Status.WAITING
    assert say.end_grace() == 1
    assert say.verbs() == ["post.held", "post.released", "post.written"]


def test_the_mask_stays_where_its_wearer_was_let_go(zeb) -> None:
    topic = say.ask(actor=zeb, masked=True)
    say.end_grace()
    sealed.forget(Member.objects.get(pk=zeb.pk))
    with pytest.raises(NotAllowed):
        actions.edit(actor=zeb, post=say.opening(topic), body="Other words.", base=0)
    assert Topic.objects.get(pk=topic.pk).mask is not None


@pytest.mark.django_db(transaction=True)
def test_taking_back_and_the_end_of_the_grace_at_one_moment_leave_the_count_exact() -> None:
    zeb, topic = make.member(), make.topic()
    posts = [say.answer(actor=zeb, topic=topic, masked=True) for _ in range(5)]
    Post.objects.filter(status=Status.WAITING).update(visible_from=timezone.now())

    def take_back(post) -> None:
        actions.delete(actor=Member.objects.get(pk=zeb.pk), row=post)

    at_once([actions.release_waiting] * 5 + [lambda post=post: take_back(post) for post in posts])
    assert Topic.objects.get(pk=topic.pk).answer_count == 0
    assert not Post.objects.filter(position__gt=0).exclude(status=Status.DELETED).exists()
    told = Event.objects.filter(verb="post.written").values_list("target_id", flat=True)
    assert len(told) == len(set(told))


def test_whoever_takes_the_mask_off_is_heard_of(zeb) -> None:
    topic = say.ask(actor=zeb, masked=True)
    say.end_grace()
    mask = Topic.objects.get(pk=topic.pk).mask
    actions.take_mask_off(actor=zeb, topic=topic)
    event = Event.objects.get(verb="mask.taken_off")
    assert (event.member_id, event.target_id, event.data) == (zeb.pk, topic.pk, {"mask": str(mask.pk)})


def test_an_admins_lists_do_not_show_what_still_waits(client, zeb) -> None:
    topic = say.ask(actor=zeb, masked=True, title="Nobody may read this yet")
    client.force_login(make.admin())
    for address in ("/latest/", "/unanswered/", topic.space.get_absolute_url(), "/search/?q=nobody+read", "/"):
        assert "Nobody may read this yet" not in client.get(address).content.decode()
