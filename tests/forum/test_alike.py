"""What is like a topic is found by the clock; a reader waits for it only where nobody has looked yet."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from forum.actions import alike
from forum.models import Alike, Status, Topic
from forum.queries import similar
from forum.queries.topic import with_facts
from tests import cast, make

pytestmark = pytest.mark.django_db


@pytest.fixture
def fees():
    return [make.topic(title=f"The overdraft fee of my bank, part {n}") for n in range(3)]


def shown(topic, viewer=None):
    return {row.pk for row in similar.beside(with_facts(viewer).get(pk=topic.pk), viewer)}


def others(topic):
    return Alike.objects.get(topic=topic).others


def test_it_finds_them_for_every_topic_once(fees) -> None:
    assert alike.find_alike() == 3
    for topic in fees:
        assert set(others(topic)) == {other.pk for other in fees} - {topic.pk}
    assert alike.find_alike() == 0


def test_a_reader_gets_what_was_found_without_a_search(fees, django_assert_num_queries) -> None:
    alike.find_alike()
    with django_assert_num_queries(2):
        assert shown(fees[0]) == {fees[1].pk, fees[2].pk}


def test_before_anybody_looked_it_is_found_at_once_and_nothing_is_written(fees) -> None:
    assert shown(fees[0]) == {fees[1].pk, fees[2].pk}
    assert not Alike.objects.exists()


def test_another_title_is_looked_up_anew(fees) -> None:
    alike.find_alike()
    Topic.objects.filter(pk=fees[0].pk).update(title="Sourdough that does not rise")
    topic = Topic.objects.get(pk=fees[0].pk)
    assert shown(topic) == set()
    assert alike.find_alike() == 1
    assert others(topic) == []


def test_after_a_day_it_is_looked_up_again_the_oldest_first(fees) -> None:
    alike.find_alike()
    new = make.topic(title="The overdraft fee of my bank, once more")
    assert alike.find_alike() == 1
    assert new.pk not in others(fees[0])
    long_ago = timezone.now() - alike.AGE - timedelta(hours=1)
    Alike.objects.filter(topic=fees[0]).update(at=long_ago)
    assert alike.find_alike() == 1
    assert new.pk in others(fees[0])


def test_no_run_does_more_than_it_may(fees) -> None:
    assert [alike.find_alike(most=2), alike.find_alike(most=2), alike.find_alike(most=2)] == [2, 1, 0]


@pytest.mark.parametrize("status", [Status.HELD, Status.HIDDEN, Status.DELETED, Status.WAITING])
def test_what_nobody_reads_is_neither_looked_up_nor_found(fees, status) -> None:
    Topic.objects.filter(pk=fees[0].pk).update(status=status)
    alike.find_alike()
    assert not Alike.objects.filter(topic=fees[0]).exists()
    assert fees[0].pk not in others(fees[1])


@pytest.mark.parametrize("fields", [{"status": Status.HIDDEN}, {"audience": Topic.Audience.MEMBERS}])
def test_who_may_read_it_is_asked_every_time(fees, fields) -> None:
    alike.find_alike()
    Topic.objects.filter(pk=fees[1].pk).update(**fields)
    assert shown(fees[0]) == {fees[2].pk}
    cache.clear()
    member = shown(fees[0], cast.ines())
    assert (fees[1].pk in member) == ("audience" in fields)


def test_whom_one_has_blocked_and_what_one_tends(fees) -> None:
    alike.find_alike()
    ines, mara = cast.ines(), make.moderator(of=fees[1].space)
    make.block(blocker=ines, blocked=fees[1].member)
    Topic.objects.filter(pk=fees[2].pk).update(status=Status.HELD)
    assert shown(fees[0], ines) == set()
    assert shown(fees[0], mara) == {fees[1].pk}
