"""The same words from account to account wait for a person, as do links that come late; what a mask says is its own."""

import pytest
from django.utils import timezone

from forum import actions, holds
from forum.models import Post, Status
from forum.queries import same_words
from moderation.actions.holds import free_due
from moderation.models import Hold
from tests import cast, make
from tests.forum import say
from tests.forum.test_likeness import OFFER
from tests.ledger import settle

pytestmark = pytest.mark.django_db
REASON = "Nearly the same words were posted here before, by somebody else."
LINK = "[this one](https://quick.example)"


def offer(*, by=None, topic=None, body=OFFER, **how) -> Post:
    return say.answer(actor=by or make.member(), topic=topic or make.topic(), body=body, **how)


def status(post: Post) -> str:
    post.refresh_from_db()
    return post.status


def test_the_second_account_that_says_the_same_waits_for_a_person() -> None:
    assert offer().status == Status.VISIBLE
    second = offer(body=OFFER.replace("sister", "wife"))
    settle()
    assert status(second) == Status.HELD
    assert Hold.objects.get(post=second).reasons == [REASON]


def test_a_comment_is_compared_as_well() -> None:
    offer()
    made = say.comment(actor=make.member(), post=make.answer(), body=OFFER)
    assert made.status == Status.HELD


def test_saying_it_again_oneself_or_answering_with_a_quotation_does_not_wait() -> None:
    wilf = make.member()
    first = offer(by=wilf)
    assert offer(by=wilf).status == Status.VISIBLE
    quoting = f"> {OFFER}\n\nI would not write to him. Ask him for his number with the regulator first, and wait."
    assert offer(topic=first.topic, body=quoting).status == Status.VISIBLE


def test_whoever_is_known_here_may_say_what_others_say() -> None:
    offer()
    known = make.member()
    for _ in range(holds.NEW_UNTIL):
        make.answer(by=known)
    assert offer(by=known).status == Status.VISIBLE


def test_what_was_taken_back_or_is_long_past_is_not_looked_at() -> None:
    wilf = make.member()
    gone = offer(by=wilf)
    actions.delete(actor=wilf, row=gone)
    assert offer().status == Status.VISIBLE
    Post.objects.update(created_at=timezone.now() - same_words.WITHIN * 2)
    assert offer().status == Status.VISIBLE


def test_a_mask_and_a_name_are_never_compared() -> None:
    """Else a hold would tell moderators that the two are one person."""
    ines = cast.ines()
    offer(by=ines)
    masked = offer(by=ines, masked=True)
    say.end_grace()
    assert status(masked) == Status.VISIBLE
    again = offer(masked=True)
    say.end_grace()
    assert status(again) == Status.HELD


def test_a_wave_does_not_appear_in_a_night_when_nobody_is_awake() -> None:
    first, second, third = offer(), offer(), offer()
    settle()
    Hold.objects.update(release_at=timezone.now())
    assert free_due() == 0
    assert [status(post) for post in (first, second, third)] == [Status.VISIBLE, Status.HELD, Status.HELD]
    assert not Hold.objects.filter(release_at__lte=timezone.now()).exists()  # looked at again, but not each minute


def test_of_a_wave_behind_masks_the_next_look_is_at_a_whole_hour() -> None:
    for _ in range(3):
        offer(masked=True)
        say.end_grace()
    settle()
    Hold.objects.update(release_at=timezone.now())
    assert free_due() == 0
    assert {(hold.release_at.minute, hold.release_at.second) for hold in Hold.objects.all()} == {(0, 0)}


def test_one_that_is_like_one_other_appears_after_its_two_hours() -> None:
    offer()
    second = offer()
    settle()
    Hold.objects.update(release_at=timezone.now())
    assert free_due() == 1
    assert status(second) == Status.VISIBLE


def settled_answer(ago: object) -> Post:
    member = make.member()
    for _ in range(3):
        make.answer(by=member)
    post = offer(by=member, body="They must write to you first, and then you have a month.")
    Post.objects.filter(pk=post.pk).update(created_at=timezone.now() - ago)
    return Post.objects.get(pk=post.pk)


def test_a_link_that_is_put_in_later_waits_and_a_second_edit_does_not_free_it() -> None:
    post = settled_answer(holds.LATER * 2)
    post = actions.edit(actor=post.member, post=post, body=f"They must write first. {LINK}", base=0)
    assert post.status == Status.HELD
    post = actions.edit(actor=post.member, post=post, body=f"They must write first! {LINK}", base=2)
    assert post.status == Status.HELD
    post = actions.edit(actor=post.member, post=post, body="They must write first.", base=3)
    assert status(post) == Status.VISIBLE


def test_a_link_that_was_forgotten_does_not_wait() -> None:
    post = settled_answer(holds.LATER / 2)
    assert actions.edit(actor=post.member, post=post, body=f"See {LINK}", base=0).status == Status.VISIBLE


def test_an_account_that_slept_is_new_again() -> None:
    post = settled_answer(holds.ASLEEP * 2)
    Post.objects.filter(member=post.member).update(created_at=timezone.now() - holds.ASLEEP * 2)
    assert offer(by=post.member, body=f"See {LINK}").status == Status.HELD


def test_comparing_asks_the_same_however_many_there_are(django_assert_max_num_queries) -> None:
    post = offer()
    for _ in range(20):
        make.answer()
    with django_assert_max_num_queries(2):
        same_words.times_posted(post, most=same_words.WAVE)
