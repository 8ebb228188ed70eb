"""A kept page is made anew as soon as anything in it was written, whoever wrote it."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from forum import actions
from forum.models import Post, Space, Status, Tag, Topic
from members.models import Community, Member
from tests import cast, make
from tests.pagecache import reading
from tests.pagecache.reading import ONCE_KEPT, address, addresses, is_gone, questions, read

pytestmark = pytest.mark.django_db
asker_fixture, topic_fixture = reading.asker_fixture, reading.topic_fixture


def test_an_answer(topic) -> None:
    [read(where) for where in addresses(topic)]
    actions.answer(actor=cast.dorrie(), topic=topic, body="I telephoned them.", masked=False, submit_key=None)
    assert "I telephoned them." in read(address(topic))
    assert "1 answer" in read("/latest/")
    assert "The overdraft fee" not in read("/unanswered/")


def test_a_masked_answer_after_its_grace(topic) -> None:
    post = make.answer(
        topic=topic, mask=make.mask(of=cast.dorrie(), topic=topic), body="Behind a mask.", status=Status.WAITING
    )
    assert "Behind a mask." not in read(address(topic))
    Post.objects.filter(pk=post.pk).update(visible_from=timezone.now() - timedelta(minutes=1))
    actions.release_waiting()
    assert "Behind a mask." in read(address(topic))


def test_a_comment(topic) -> None:
    read(address(topic))
    actions.comment(actor=cast.dorrie(), post=topic.posts.get(), body="Which bank?", masked=False, submit_key=None)
    assert "Which bank?" in read(address(topic))


def test_an_edit_of_title_and_words(topic, asker) -> None:
    before = [read(where) for where in addresses(topic)]
    assert all("The overdraft fee" in html for html in before)
    post = topic.posts.get()
    actions.edit(actor=asker, post=post, body="Every week.", title="The overdraft fee, again", base=post.revision_count)
    assert "Every week." in read(Topic.objects.get(pk=topic.pk).get_absolute_url())
    assert "The overdraft fee, again" in read("/latest/")
    assert "The overdraft fee, again" in read("/")


def test_taking_back_and_putting_back(topic) -> None:
    dorrie = cast.dorrie()
    post = make.answer(topic=topic, by=dorrie, body="I telephoned them.")
    read(address(topic))
    actions.delete(actor=dorrie, row=post)
    assert "I telephoned them." not in read(address(topic))
    post.refresh_from_db()
    actions.restore(actor=dorrie, row=post)
    assert "I telephoned them." in read(address(topic))


def test_hiding_an_answer_and_a_whole_topic(topic) -> None:
    post = make.answer(topic=topic, body="Unkind words.")
    read(address(topic))
    actions.hide(row=post)
    assert "Unkind words." not in read(address(topic))
    actions.hide(row=topic.posts.get(position=0))
    assert Client().get(address(topic)).status_code in (200, 404)
    for where in addresses(topic)[1:]:
        assert is_gone(where), where


def test_a_hidden_topic_is_gone_from_the_page_of_one_like_it(topic) -> None:
    other = make.topic(title="The overdraft fee once more")
    assert "The overdraft fee once more" in read(address(topic))
    actions.hide(row=other.posts.get())
    assert "The overdraft fee once more" not in read(address(topic))


def test_the_helped_mark_and_its_taking_back(topic, asker) -> None:
    post = make.answer(topic=topic, by=cast.dorrie())
    [read(where) for where in addresses(topic)]
    actions.mark_helped(actor=asker, post=post, what_changed="They stopped.")
    assert "They stopped." in read(address(topic))
    assert "one helped" in read("/latest/")
    post.refresh_from_db()
    actions.unmark_helped(actor=asker, post=post)
    assert "They stopped." not in read(address(topic))
    assert "one helped" not in read("/latest/")


def rename(person) -> None:
    Member.objects.filter(pk=person.pk).update(display_name="Somebody New")


def test_a_rename_of_whoever_asked_answered_or_commented(topic, asker) -> None:
    answered, commented = cast.dorrie(), cast.tobias()
    make.comment(post=make.answer(topic=topic, by=answered), by=commented)
    for person in (asker, answered, commented):
        html = read(address(topic))
        assert person.shown_name in html
        rename(person)
        assert html.count(person.shown_name) > 0
        assert person.shown_name not in read(address(topic))


def test_a_rename_in_every_list(topic, asker) -> None:
    for where in addresses(topic):
        assert "Pau" in read(where), where
    rename(asker)
    for where in addresses(topic):
        assert "Pau" not in read(where), where
        assert "Somebody New" in read(where), where


@pytest.mark.parametrize("change", [{}, {"stage": "alum", "shows_stage": True}])
def test_whatever_else_stands_beside_a_name(topic, asker, change) -> None:
    before = read(address(topic))
    Member.objects.filter(pk=asker.pk).update(hue=(asker.hue + 1) % 36, **change)
    assert read(address(topic)) != before


def test_what_nobody_sees_of_a_person_keeps_the_page(topic, asker) -> None:
    read(address(topic))
    Member.objects.filter(pk=asker.pk).update(last_login=timezone.now(), last_seen_on=timezone.now().date(), bio="x")
    assert questions(address(topic)) == ONCE_KEPT


def test_the_spaces_title_and_its_closing_to_visitors(topic) -> None:
    [read(where) for where in addresses(topic)]
    Space.objects.filter(pk=topic.space_id).update(title="Fees and charges")
    assert "Fees and charges" in read(address(topic))
    assert "Fees and charges" in read("/latest/")
    Space.objects.filter(pk=topic.space_id).update(visibility=Space.Visibility.MEMBERS)
    assert Client().get(address(topic)).status_code == 404
    assert "The overdraft fee" not in read("/latest/")


def test_who_tends_the_space(topic) -> None:
    where = f"/s/{topic.space.slug}/"
    read(where)
    mara = make.moderator(of=topic.space, name="Mara")
    assert "Mara" in read(where)
    mara.appointments.update(ended_at=timezone.now())
    assert "Mara" not in read(where)


def test_the_topic_goes_to_members_alone(topic) -> None:
    [read(where) for where in addresses(topic)]
    Topic.objects.filter(pk=topic.pk).update(audience=Topic.Audience.MEMBERS)
    assert Client().get(address(topic)).status_code == 404
    for where in addresses(topic)[1:]:
        assert is_gone(where), where


def test_the_communitys_name(topic) -> None:
    read(address(topic))
    Community.objects.update(name="The Long Table")
    cache.clear()
    assert "The Long Table" in read(address(topic))


def test_a_new_topic_stands_in_every_list(topic) -> None:
    [read(where) for where in addresses(topic)]
    made = make.topic(title="Brand new", space=topic.space)
    made.tags.add(Tag.objects.get(slug="bank-fees"))
    for where in addresses(topic)[1:]:
        assert "Brand new" in read(where), where


def test_a_topic_moved_between_two_pages_of_a_list(topic) -> None:
    start = timezone.now()
    for n in range(30):
        make.topic(by=topic.member, space=topic.space, title=f"Topic {n:02}.", at=start - timedelta(hours=n + 1))
    second = "/latest/" + Client().get("/latest/").context["older"]
    assert "Topic 29." in read(second)
    make.answer(topic=Topic.objects.get(title="Topic 29."))
    assert "Topic 29." not in read(second)
    assert "Topic 29." in read("/latest/")
