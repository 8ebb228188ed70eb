"""Between two writes nothing need be looked at; after any write by anybody everything is."""

import pytest
from django.db import connection, transaction
from django.test import Client

from forum.models import Topic
from members.models import Member
from tests import make
from web.pagecache.fingerprint import Dependencies, Fingerprint
from web.pagecache.local import pages

# Fails wherever it is answered: by then there are members.
UNANSWERABLE = "SELECT (1 / (count(*) - count(*)))::text FROM members_member"


def proof_of(topic: Topic) -> Fingerprint:
    return Fingerprint.of(Dependencies(topics={topic.pk}), people=()).take()


@pytest.mark.django_db(transaction=True)
def test_where_nothing_was_written_the_rows_are_not_looked_at() -> None:
    proof = proof_of(make.topic())
    assert proof.moment
    proof.state, proof.params = UNANSWERABLE, ()
    assert proof.holds()
    assert proof.holds_for_sure()


@pytest.mark.django_db(transaction=True)
def test_after_any_write_they_are() -> None:
    topic = make.topic()
    proof = proof_of(topic)
    Member.objects.filter(pk=topic.member_id).update(hue=(topic.member.hue + 1) % 36)  # nothing of what it proves
    before, proof.value = proof.value, "something else"
    assert not proof.holds()
    proof.value = before
    assert proof.holds()


@pytest.mark.django_db(transaction=True)
def test_a_write_to_what_is_shown_is_found_and_found_again() -> None:
    topic = make.topic()
    proof = proof_of(topic)
    assert proof.holds()
    Topic.objects.filter(pk=topic.pk).update(answer_count=3)
    assert not proof.holds()
    assert not proof.holds(), "what does not hold is not taken for the moment in which it did"


@pytest.mark.django_db(transaction=True)
def test_who_writes_sees_their_own_writes_and_keeps_no_moment() -> None:
    topic = make.topic()
    proof = proof_of(topic)
    with transaction.atomic():
        assert proof.holds()
        assert proof.moment
        Topic.objects.filter(pk=topic.pk).update(answer_count=3)
        assert not proof.holds()
        inside = proof_of(topic)
        assert inside.moment == ""
        assert inside.holds()
        transaction.set_rollback(True)
    assert proof.holds()
    assert not inside.holds()


@pytest.mark.django_db(transaction=True)
def test_what_another_connection_has_not_committed_is_not_there_and_then_is() -> None:
    topic = make.topic()
    proof = proof_of(topic)
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("UPDATE forum_topic SET answer_count = 3 WHERE id = %s", [topic.pk])
            assert proof.holds()
            other.commit()
        assert not proof.holds()
    finally:
        other.close()


@pytest.mark.django_db(transaction=True)
def test_a_visitors_page_goes_by_it() -> None:
    make.community()
    topic = make.topic(title="The overdraft fee")
    where = topic.get_absolute_url()
    Client().get(where), Client().get(where)
    (kept,) = [page for _until, page in pages._pages.values()]
    kept.fingerprint.state, kept.fingerprint.params = UNANSWERABLE, ()
    assert "The overdraft fee" in Client().get(where).content.decode()
    Topic.objects.filter(pk=topic.pk).update(title="Another fee")
    kept.fingerprint.state = "SELECT 'other'"
    assert "Another fee" in Client().get(where).content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_member_gets_no_page_of_a_moment_before() -> None:
    make.community()
    topic, reader = make.topic(title="The overdraft fee"), make.member()
    client = Client()
    client.force_login(reader)
    for _ in range(2):
        assert "The overdraft fee" in client.get("/latest/").content.decode()
    Topic.objects.filter(pk=topic.pk).update(title="Another fee")
    assert "Another fee" in client.get("/latest/").content.decode()
