"""Thanks for a post: one per person, in the community's words, taken back at will, never to oneself."""

from datetime import timedelta

import pytest
from django.utils import timezone

from activity.models import Event
from forum.models import Status, Topic
from masks import sealed
from members.rules import NotAllowed
from recognition.actions import thanks as verbs
from recognition.models import Thanks, ThanksWord
from tests import cast, make

pytestmark = pytest.mark.django_db


def give(actor, post, **more):
    return verbs.give(actor=actor, post=post, **{"words": ["clear"], "note": "", "masked": False} | more)


def test_words_and_a_note_are_kept_as_given() -> None:
    ines, post = cast.ines(), make.answer(by=cast.dorrie())
    thanks = give(ines, post, words=["practical", "gentle", "practical"], note=" They said yes. ")
    assert (thanks.member, thanks.words, thanks.note) == (ines, ["practical", "gentle"], "They said yes.")
    assert (thanks.note_shown, thanks.hidden) == (False, False)


def test_the_six_words_are_there_from_the_first_day() -> None:
    assert list(ThanksWord.objects.values_list("label", flat=True)) == [
        "clear",
        "gentle",
        "practical",
        "honest",
        "been there",
        "company",
    ]


def test_thanking_twice_is_thanking_once() -> None:
    ines, post = cast.ines(), make.answer()
    first = give(ines, post)
    assert give(ines, post, words=["honest"]) == first
    assert Thanks.objects.get().words == ["clear"]
    assert Event.objects.filter(verb="thanks.given").count() == 1


def test_name_and_mask_are_one_person() -> None:
    ines, post = cast.ines(), make.answer()
    give(ines, post)
    give(ines, post, masked=True)
    assert Thanks.objects.get().member == ines


def test_thanks_behind_a_mask_carry_the_hour_and_no_member() -> None:
    ines, post = cast.ines(), make.answer()
    thanks = give(ines, post, masked=True)
    assert thanks.member is None
    assert thanks.mask == sealed.worn(member=ines, topic_id=post.topic_id)
    assert (thanks.at.minute, thanks.at.second) == (0, 0)
    event = Event.objects.get(verb="thanks.given")
    assert (event.member_id, event.mask_id) == (None, thanks.mask_id)


def test_the_reader_of_the_topic_sees_a_new_version() -> None:
    post = make.answer()
    before = Topic.objects.get(pk=post.topic_id).version
    give(cast.ines(), post)
    assert Topic.objects.get(pk=post.topic_id).version == before + 1


def test_taken_back_at_will_and_given_again() -> None:
    ines, post = cast.ines(), make.answer()
    give(ines, post)
    assert verbs.withdraw(actor=ines, post=post)
    assert not verbs.withdraw(actor=ines, post=post)
    assert not Thanks.objects.exists()
    assert give(ines, post, words=["honest"]).words == ["honest"]
    assert list(Event.objects.order_by("id").values_list("verb", flat=True)) == [
        "thanks.given",
        "thanks.withdrawn",
        "thanks.given",
    ]


def test_masked_thanks_are_taken_back_by_whoever_gave_them() -> None:
    ines, post = cast.ines(), make.answer()
    give(ines, post, masked=True)
    assert verbs.withdraw(actor=ines, post=post)
    assert Event.objects.get(verb="thanks.withdrawn").member_id is None


def test_nobody_takes_back_somebody_elses() -> None:
    post = make.answer()
    give(cast.ines(), post)
    assert not verbs.withdraw(actor=cast.pau(), post=post)
    assert Thanks.objects.count() == 1


def test_one_does_not_thank_oneself() -> None:
    dorrie = cast.dorrie()
    with pytest.raises(NotAllowed, match="your own words"):
        give(dorrie, make.answer(by=dorrie))


def test_a_mask_does_not_thank_its_wearers_own_name() -> None:
    dorrie = cast.dorrie()
    with pytest.raises(NotAllowed, match="your own words"):
        give(dorrie, make.answer(by=dorrie), masked=True)
    assert not Thanks.objects.exists()


def test_a_name_does_not_thank_its_own_mask() -> None:
    ines = cast.ines()
    topic = make.masked_topic(by=ines)
    opening = topic.posts.get(position=0)
    with pytest.raises(NotAllowed, match="your own words"):
        give(ines, opening)
    with pytest.raises(NotAllowed, match="your own words"):
        give(ines, opening, masked=True)


@pytest.mark.parametrize("status", [Status.WAITING, Status.HELD, Status.HIDDEN, Status.DELETED])
def test_what_cannot_be_read_cannot_be_thanked_for(status: str) -> None:
    with pytest.raises(NotAllowed):
        give(cast.ines(), make.answer(status=status))


def test_the_suspended_do_not_thank() -> None:
    with pytest.raises(NotAllowed):
        give(cast.noor(), make.answer())


@pytest.mark.parametrize("blocker", ["giver", "author"])
def test_no_thanks_across_a_block(blocker: str) -> None:
    ines, dorrie = cast.ines(), cast.dorrie()
    make.block(blocker=ines if blocker == "giver" else dorrie, blocked=dorrie if blocker == "giver" else ines)
    with pytest.raises(NotAllowed, match="cannot thank"):
        give(ines, make.answer(by=dorrie))


def test_a_block_does_not_reach_a_mask_for_that_would_name_it() -> None:
    ines, dorrie = cast.ines(), cast.dorrie()
    make.block(blocker=ines, blocked=dorrie)
    topic = make.masked_topic(by=dorrie)
    assert give(ines, topic.posts.get(position=0)).pk


@pytest.mark.parametrize("words", [[], ["clear", "gentle", "honest", "company"], ["brilliant"]])
def test_one_to_three_words_of_the_list(words: list[str]) -> None:
    with pytest.raises(NotAllowed):
        give(cast.ines(), make.answer(), words=words)


def test_a_closed_word_is_not_given_any_more() -> None:
    ThanksWord.objects.filter(slug="clear").update(is_open=False)
    with pytest.raises(NotAllowed):
        give(cast.ines(), make.answer())


def test_a_note_is_short() -> None:
    with pytest.raises(NotAllowed):
        give(cast.ines(), make.answer(), note="a" * 281)
    assert give(cast.pau(), make.answer(), note="a" * 280).note


def test_a_silenced_mask_does_not_thank_and_the_name_still_does() -> None:
    ines, post = cast.ines(), make.answer()
    mask = sealed.wear(member=ines, topic_id=post.topic_id)
    sealed.restrict(mask, until=timezone.now() + timedelta(days=1))
    mask.muted = True
    mask.save()
    with pytest.raises(NotAllowed):
        give(ines, post, masked=True)
    assert give(ines, post)


def test_forty_an_hour_are_enough() -> None:
    ines = cast.ines()
    for _ in range(40):
        make.thanks(by=ines)
    with pytest.raises(NotAllowed, match="slow down"):
        give(ines, make.answer())


def test_the_author_shows_the_note_and_hides_all_of_it() -> None:
    ines, dorrie = cast.ines(), cast.dorrie()
    thanks = give(ines, make.answer(by=dorrie), note="They said yes.")
    assert verbs.arrange(actor=dorrie, thanks=thanks, note_shown=True).note_shown
    assert verbs.arrange(actor=dorrie, thanks=thanks, hidden=True).hidden
    assert not verbs.arrange(actor=dorrie, thanks=thanks, hidden=False).hidden


def test_the_author_behind_a_mask_decides_too() -> None:
    ines, pau = cast.ines(), cast.pau()
    topic = make.masked_topic(by=ines)
    thanks = give(pau, topic.posts.get(position=0), note="Me too.")
    assert verbs.arrange(actor=ines, thanks=thanks, note_shown=True).note_shown


@pytest.mark.parametrize("who", [cast.ines, cast.pau, cast.nasreen])
def test_nobody_else_decides_what_is_shown(who) -> None:
    thanks = make.thanks(post=make.answer(by=cast.dorrie()), note="They said yes.")
    with pytest.raises(Thanks.DoesNotExist):
        verbs.arrange(actor=who(), thanks=thanks, note_shown=True)


def test_there_is_no_note_to_show_where_none_was_written() -> None:
    dorrie = cast.dorrie()
    thanks = make.thanks(post=make.answer(by=dorrie))
    assert not verbs.arrange(actor=dorrie, thanks=thanks, note_shown=True).note_shown
