"""Questions like one that is being asked, and beside a topic."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from forum.models import Status, Topic
from forum.queries.similar import beside, similar
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def overdraft():
    return make.topic(title="The overdraft fee", body="My bank takes it every month.", tags=("bank-fees",))


def test_titles_with_the_same_words_come_first_then_those_spelled_alike(overdraft) -> None:
    both = make.topic(title="An overdraft fee, is it legal?")
    slip = make.topic(title="Overdarft fees?")
    assert similar("overdraft fee", None) == [both, overdraft, slip] or similar("overdraft fee", None) == [
        overdraft,
        both,
        slip,
    ]


def test_a_word_half_typed_finds_its_topic(overdraft) -> None:
    assert similar("overdra", None) == [overdraft]


@pytest.mark.parametrize("title", ["", "a", "     ", "the", "\x00\x00", "&&&&&&&&", "'''''''''", "landlords kittens"])
def test_what_is_like_nothing(overdraft, title) -> None:
    assert similar(title, None) == []


def test_not_itself_and_not_more_than_asked_for(overdraft) -> None:
    for n in range(8):
        make.topic(title=f"The overdraft fee {n}")
    found_topics = similar(overdraft.title, None, exclude=overdraft.pk, limit=3)
    assert overdraft not in found_topics
    assert len(found_topics) == 3


def test_beside_a_topic_the_candidates_are_remembered_with_its_title(overdraft, django_assert_num_queries) -> None:
    make.topic(title="The overdraft fee again")
    beside(overdraft, None)
    with django_assert_num_queries(1):
        assert len(beside(overdraft, None)) == 1
    make.topic(title="The overdraft fee once more")
    assert len(beside(overdraft, None)) == 1
    overdraft.title += "?"
    assert len(beside(overdraft, None)) == 2


def test_a_remembered_topic_that_was_hidden_or_renamed_is_shown_as_it_is_now(overdraft) -> None:
    other = make.topic(title="The overdraft fee again")
    assert beside(overdraft, None) == [other]
    Topic.objects.filter(pk=other.pk).update(title="Renamed")
    assert [topic.title for topic in beside(overdraft, None)] == ["Renamed"]
    Topic.objects.filter(pk=other.pk).update(status=Status.HIDDEN)
    assert beside(overdraft, None) == []
    cache.clear()
    assert beside(overdraft, None) == []


def test_old_and_new_alike(overdraft) -> None:
    old = make.topic(title="The overdraft fee", at=timezone.now() - timedelta(days=3000))
    assert old in similar("overdraft fee", None)
