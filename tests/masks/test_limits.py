"""Limits and restrictions reach a member through a mask, and say nothing about whom they reach."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.utils import timezone

from masks import actions, sealed
from masks.models import Limit, Mask
from masks.sealed import limits
from members.models import Member
from members.rules import NotAllowed
from tests.races import at_once

pytestmark = pytest.mark.django_db

HERE = sealed.topic_scope(1)
ELSEWHERE = sealed.topic_scope(2)


@pytest.fixture
def mask(marit: Member) -> Mask:
    return sealed.wear(member=marit, topic_id=1)


def in_(delta: timedelta) -> object:
    later = timezone.now() + delta
    return patch.object(limits.timezone, "now", lambda: later)


def test_a_restriction_holds_here_at_once_and_elsewhere_later(marit: Member, ife: Member, mask: Mask) -> None:
    assert sealed.allowed(marit, HERE)
    sealed.restrict(mask, until=timezone.now() + timedelta(days=3))
    assert not sealed.allowed(marit, HERE)
    assert sealed.allowed(marit, ELSEWHERE)  # else two masks would fall silent at one moment
    assert sealed.allowed(ife, HERE)
    with in_(timedelta(minutes=59)):
        assert sealed.allowed(marit, ELSEWHERE)
    with in_(timedelta(hours=12, seconds=1)):
        assert not sealed.allowed(marit, ELSEWHERE)
        assert not sealed.allowed(marit)
        assert sealed.allowed(ife, ELSEWHERE)
    with in_(timedelta(days=3, seconds=1)):
        assert sealed.allowed(marit, HERE, ELSEWHERE)


def test_the_moment_elsewhere_is_drawn_anew_each_time(marit: Member) -> None:
    moments = set()
    for topic in range(20):
        sealed.restrict(sealed.wear(member=marit, topic_id=topic), until=timezone.now() + timedelta(days=1))
        later = Limit.objects.filter(until__lt=timezone.now() + timedelta(days=2), since__gt=timezone.now()).first()
        moments.add(later.since)
        later.delete()
    assert len(moments) == 20


def test_a_restriction_in_one_space(marit: Member, mask: Mask) -> None:
    sealed.restrict(mask, until=timezone.now() + timedelta(days=3), scope=sealed.space_scope(7))
    with in_(timedelta(hours=13)):
        assert not sealed.allowed(marit, ELSEWHERE, sealed.space_scope(7))
        assert sealed.allowed(marit, ELSEWHERE, sealed.space_scope(8))


def test_it_can_be_taken_back(marit: Member, mask: Mask) -> None:
    sealed.restrict(mask, until=timezone.now() + timedelta(days=3))
    sealed.lift(mask)
    with in_(timedelta(hours=13)):
        assert sealed.allowed(marit, HERE, ELSEWHERE)


def test_a_second_restriction_never_shortens_the_first(marit: Member, mask: Mask) -> None:
    sealed.restrict(mask, until=timezone.now() + timedelta(days=3))
    sealed.restrict(mask, until=timezone.now() + timedelta(days=1))
    with in_(timedelta(days=2)):
        assert not sealed.allowed(marit, HERE)
        assert not sealed.allowed(marit, ELSEWHERE)


def test_a_mask_that_was_let_go_has_nobody_to_restrict(marit: Member, mask: Mask) -> None:
    sealed.forget(marit)
    sealed.restrict(mask, until=timezone.now() + timedelta(days=3))
    sealed.lift(mask)
    assert sealed.allowed(marit, HERE)


def test_asking_costs_one_query_beside_the_own_masks(
    marit: Member, mask: Mask, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(2):
        sealed.allowed(marit, HERE, sealed.space_scope(7))
    with django_assert_num_queries(1):
        sealed.allowed(marit, HERE, sealed.space_scope(7))


def test_two_masks_of_one_member_share_no_row(marit: Member, ife: Member) -> None:
    """Else a dump would show that whoever was restricted through both is one person."""
    until = timezone.now() + timedelta(days=3)
    for who, topic in ((marit, 1), (marit, 2), (ife, 3)):
        sealed.restrict(sealed.wear(member=who, topic_id=topic), until=until + timedelta(days=topic))
        sealed.leave_in_peace(sealed.wear(member=who, topic_id=topic), until=until + timedelta(days=topic))
    soon = Limit.objects.filter(count=0, until__lt=until + timedelta(days=30))  # not the mark of the key
    found = list(soon.values_list("until", flat=True))
    assert [found.count(until + timedelta(days=topic)) for topic in (1, 2, 3)] == [3, 3, 3]
    assert len(found) == 9


def test_lifting_through_one_mask_leaves_what_came_through_another(marit: Member, mask: Mask) -> None:
    other = sealed.wear(member=marit, topic_id=2)
    for each in (mask, other):
        sealed.restrict(each, until=timezone.now() + timedelta(days=3))
    sealed.lift(mask)
    with in_(timedelta(hours=13)):
        assert not sealed.allowed(marit, ELSEWHERE)
        sealed.lift(other)
        assert sealed.allowed(marit, HERE, ELSEWHERE)


def test_a_wearer_is_left_in_peace_some_hours_later_and_nobody_else_is(marit: Member, ife: Member, mask: Mask) -> None:
    sealed.leave_in_peace(mask, until=timezone.now() + timedelta(days=14))
    assert sealed.in_peace_until(marit) is None
    with in_(timedelta(hours=12, seconds=1)):
        until = sealed.in_peace_until(marit)
        assert until is not None
        assert until > timezone.now() + timedelta(days=13)
        assert sealed.in_peace_until(ife) is None
        assert sealed.allowed(marit, HERE, ELSEWHERE)  # it closes nothing
    with in_(timedelta(days=14, seconds=1)):
        assert sealed.in_peace_until(marit) is None


def test_a_mask_that_was_let_go_leaves_nobody_in_peace(marit: Member, mask: Mask) -> None:
    before = Limit.objects.count()
    sealed.forget(marit)
    sealed.leave_in_peace(mask, until=timezone.now() + timedelta(days=14))
    assert Limit.objects.count() == before


def test_windows_begin_at_the_full_hour(marit: Member) -> None:
    """The minute at which a mask wrote is not to be read from what counts it."""
    sealed.count_limit("post", marit, "all", timedelta(days=1), 2)
    for limit in Limit.objects.filter(count=1):
        assert (limit.since.minute, limit.since.second, limit.since.microsecond) == (0, 0, 0)
        assert limit.until - limit.since == timedelta(days=1)


def test_counting_up_to_a_cap(marit: Member, ife: Member) -> None:
    day = timedelta(days=1)
    assert [sealed.count_limit("post", marit, "all", day, 2) for _ in range(3)] == [True, True, False]
    assert sealed.count_limit("post", ife, "all", day, 2)
    assert sealed.count_limit("thanks", marit, "all", day, 2)
    assert sealed.count_limit("post", marit, "space:1", day, 2)
    with in_(timedelta(hours=25)):
        assert sealed.count_limit("post", marit, "all", day, 2)


@pytest.mark.django_db(transaction=True)
def test_ten_acts_at_once_count_exactly(marit: Member) -> None:
    counted = at_once([lambda: sealed.count_limit("post", marit, "all", timedelta(days=1), 4)] * 10)
    assert counted.count(True) == 4


def test_old_limits_go_and_the_keys_mark_stays(marit: Member, mask: Mask) -> None:
    sealed.count_limit("post", marit, "all", timedelta(seconds=1), 2)
    with in_(timedelta(minutes=1)):
        assert sealed.drop_old_limits() == 1
    assert sealed.key_fits()
    assert Limit.objects.count() == 1


def test_under_which_name(marit: Member) -> None:
    assert actions.author_fields(actor=marit, topic_id=1, masked=False) == {"member": marit, "mask": None}
    fields = actions.author_fields(actor=marit, topic_id=1, masked=True)
    assert fields == {"member": None, "mask": sealed.worn(member=marit, topic_id=1)}


def test_a_silenced_mask_is_refused_and_the_name_is_not(marit: Member, mask: Mask) -> None:
    sealed.restrict(mask, until=timezone.now() + timedelta(days=3))
    with pytest.raises(NotAllowed, match="Your own name still works"):
        actions.author_fields(actor=marit, topic_id=1, masked=True)
    assert actions.author_fields(actor=marit, topic_id=1, masked=False)["member"] == marit


def test_a_muted_mask_is_refused_in_its_topic_alone(marit: Member, mask: Mask) -> None:
    actions.mute(mask=mask)
    with pytest.raises(NotAllowed):
        actions.author_fields(actor=marit, topic_id=1, masked=True)
    assert actions.author_fields(actor=marit, topic_id=2, masked=True)["mask"]
