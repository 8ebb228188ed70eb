"""What somebody follows, wrote and saved: for them alone."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from forum.models import Status
from tests import cast, make
from tests.forum.listed import FOLLOWING, OWN, SAVED, bodies, titles

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", [FOLLOWING, OWN, SAVED])
def test_a_visitor_is_asked_to_sign_in(client, address) -> None:
    response = client.get(address)
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_following_lists_what_i_follow(signed_in, ines) -> None:
    followed = make.topic(title="Followed")
    make.topic(title="Not followed")
    make.follow(member=ines, topic=followed)
    make.follow(member=make.member(), topic=make.topic(title="Followed by another"))
    assert titles(signed_in.get(FOLLOWING)) == ["Followed"]


def test_a_followed_topic_that_was_hidden_is_gone(signed_in, ines) -> None:
    make.follow(member=ines, topic=make.topic(status=Status.HIDDEN))
    assert titles(signed_in.get(FOLLOWING)) == []


def test_own_holds_named_and_masked_posts_and_says_which_name(signed_in, ines) -> None:
    make.topic(by=ines, body="Under my name")
    masked = make.masked_topic(by=ines, body="Behind a mask")
    make.masked_topic(by=cast.wilf(), body="Somebody else’s mask")
    response = signed_in.get(OWN)
    assert sorted(bodies(response)) == ["Behind a mask", "Under my name"]
    assert f"as {masked.mask.name}" in response.content.decode()


def test_own_is_kept_nowhere(signed_in) -> None:
    assert "no-store" in signed_in.get(OWN)["Cache-Control"]


def test_nobody_else_sees_my_masks(client, ines) -> None:
    make.masked_topic(by=ines, body="Behind a mask")
    client.force_login(cast.nasreen())
    assert bodies(client.get(OWN)) == []


def test_own_pages_merge_both_kinds(signed_in, ines) -> None:
    space, start = make.space(), timezone.now()
    for n in range(20):
        make.topic(by=ines, space=space, body=f"named {n}", at=start - timedelta(hours=n, minutes=1))
        make.masked_topic(by=ines, space=space, body=f"masked {n}", at=start - timedelta(hours=n))
    first = signed_in.get(OWN)
    second = signed_in.get(OWN + first.context["older"])
    assert len(bodies(first)) == 25
    assert len(set(bodies(first) + bodies(second))) == 40
    assert bodies(signed_in.get(OWN + second.context["newer"])) == bodies(first)


def test_what_i_took_back_is_not_listed(signed_in, ines) -> None:
    make.answer(by=ines, status=Status.DELETED)
    assert bodies(signed_in.get(OWN)) == []


def test_what_waits_says_so(signed_in, ines) -> None:
    make.answer(by=ines, status=Status.HELD)
    assert "waits for somebody who tends this space" in signed_in.get(OWN).content.decode()


def test_saved_lists_what_i_saved_newest_first(signed_in, ines) -> None:
    for words in ("saved first", "saved then"):
        make.bookmark(member=ines, post=make.answer(body=words))
    make.bookmark(member=make.member(), post=make.answer(body="saved by another"))
    response = signed_in.get(SAVED)
    assert bodies(response) == ["saved then", "saved first"]
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("gone", ["post", "topic"])
def test_a_saved_post_that_was_hidden_is_gone(signed_in, ines, gone) -> None:
    post = make.answer(body="hidden since")
    make.bookmark(member=ines, post=post)
    row = post if gone == "post" else post.topic
    type(row).objects.filter(pk=row.pk).update(status=Status.HIDDEN)
    assert bodies(signed_in.get(SAVED)) == []
