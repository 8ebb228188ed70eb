"""How much one member or one address may do, and what the refusal says."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from forum import limits
from forum.models import Post
from tests import cast, make
from tests.races import at_once, kinds

TWO = limits.Limit("test", 2, timedelta(hours=1))


def check(member: object) -> None:
    with transaction.atomic():
        limits.check_rows(TWO, member=member, rows=Post.objects.filter(member=member))


@pytest.mark.django_db
def test_up_to_the_limit_it_passes() -> None:
    ines = cast.ines()
    topic = make.topic()
    check(ines)
    make.answer(topic=topic, by=ines)
    check(ines)


@pytest.mark.django_db
def test_over_it_the_sentence_says_how_long_to_wait() -> None:
    ines, topic, now = cast.ines(), make.topic(), timezone.now()
    make.answer(topic=topic, by=ines, at=now - timedelta(minutes=50))
    make.answer(topic=topic, by=ines, at=now - timedelta(minutes=1))
    with pytest.raises(limits.TooMuch, match="10 minutes") as refusal:
        check(ines)
    assert 540 < refusal.value.retry_after <= 600
    assert "kept" in str(refusal.value)


@pytest.mark.django_db
def test_what_is_older_than_the_window_does_not_count() -> None:
    ines, topic, now = cast.ines(), make.topic(), timezone.now()
    for minutes in (61, 70, 80):
        make.answer(topic=topic, by=ines, at=now - timedelta(minutes=minutes))
    check(ines)


@pytest.mark.django_db
def test_one_members_acts_are_not_anothers() -> None:
    topic, pau = make.topic(), cast.pau()
    for _ in range(3):
        make.answer(topic=topic, by=pau)
    check(cast.ines())


@pytest.mark.django_db
def test_masked_acts_are_counted_whichever_mask_is_worn() -> None:
    ines = cast.ines()
    limits.check_masked(TWO, member=ines)
    limits.check_masked(TWO, member=ines)
    with pytest.raises(limits.TooMuch):
        limits.check_masked(TWO, member=ines)
    limits.check_masked(TWO, member=cast.pau())


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_do_not_slip_by() -> None:
    ines, topic = cast.ines(), make.topic()

    def answer() -> Post:
        with transaction.atomic():
            limits.check_rows(TWO, member=ines, rows=Post.objects.filter(member=ines))
            return make.answer(topic=topic, by=ines)

    assert kinds(at_once([answer] * 10, refusals=(limits.TooMuch,))) == {"Post": 2, "TooMuch": 8}
    assert Post.objects.filter(member=ines).count() == 2


@pytest.mark.django_db
def test_a_young_account_has_the_smaller_limits() -> None:
    assert limits.posts(cast.wilf()) == limits.POSTS_YOUNG
    assert limits.posts(cast.ines()) == limits.POSTS
    assert limits.topics(make.newcomer()).most < limits.TOPICS.most


# --- addresses -------------------------------------------------------------------------------------------------


def test_an_address_is_counted() -> None:
    limits.check_address(TWO, "203.0.113.7")
    limits.check_address(TWO, "203.0.113.7")
    with pytest.raises(limits.TooMuch) as refusal:
        limits.check_address(TWO, "203.0.113.7")
    assert 0 < refusal.value.retry_after <= 3600
    limits.check_address(TWO, "203.0.113.8")


def test_one_household_of_ipv6_is_one_address() -> None:
    limits.check_address(TWO, "2001:db8:1:2::1")
    limits.check_address(TWO, "2001:db8:1:2:ffff::9")
    with pytest.raises(limits.TooMuch):
        limits.check_address(TWO, "2001:db8:1:2::3")
    limits.check_address(TWO, "2001:db8:1:3::1")


def test_a_mapped_address_is_the_one_it_maps() -> None:
    assert limits.digest_of("::ffff:203.0.113.7", scope="x") == limits.digest_of("203.0.113.7", scope="x")


def test_no_address_stands_in_the_cache() -> None:
    limits.check_address(TWO, "203.0.113.7")
    kept = list(cache._cache)  # the tests' cache is a dictionary in memory
    assert len(kept) == 1
    assert "203.0.113.7" not in kept[0]


def test_the_name_of_an_address_changes_with_every_window() -> None:
    assert limits.digest_of("203.0.113.7", scope="post|1") != limits.digest_of("203.0.113.7", scope="post|2")


def test_without_an_address_it_passes() -> None:
    for _ in range(5):
        limits.check_address(TWO, None)


def test_without_the_cache_it_passes(settings: object) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    for _ in range(5):
        limits.check_address(TWO, "203.0.113.7")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "1 second"), (59, "59 seconds"), (61, "2 minutes"), (3600, "1 hour"), (3661, "2 hours")],
)
def test_a_wait_in_words(seconds: int, words: str) -> None:
    assert limits.wait_in_words(seconds) == words


@pytest.mark.django_db
@pytest.mark.parametrize("masked", [False, True])
def test_an_address_that_posts_too_much_is_told_and_its_words_are_kept(
    client: object, monkeypatch: pytest.MonkeyPatch, masked: bool
) -> None:
    """With a masked answer no address is counted."""
    monkeypatch.setattr("forum.limits.POSTS_PER_ADDRESS", limits.Limit("post", 0, timedelta(hours=1)))
    topic = make.topic()
    client.force_login(cast.ines())
    sent = {"body": "Call them before the day it is due.", "as": "mask" if masked else "me", "submit_key": str(uuid4())}
    answer = client.post(reverse("forum:answer", args=[topic.pk]), sent)
    assert answer.status_code == (303 if masked else 429)
    assert Post.objects.filter(topic=topic, position=1).exists() == masked
    if not masked:
        assert int(answer["Retry-After"]) > 0
        assert "slow down" in answer.content.decode()
        assert "Call them before the day it is due." in answer.content.decode()
    assert any("limit:address" in key for key in cache._cache) != masked
