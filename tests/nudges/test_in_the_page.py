"""The waiting question stands where "this helped" was said, and the summons on the home page."""

import pytest
from django.test import Client

from forum.models import Post, Topic
from members.models import Member
from notices.models import Notice
from notices.queries import bell
from nudges.models import Summons
from tests import make
from tests.ledger import settle
from tests.nudges.people import greeter, joins

pytestmark = pytest.mark.django_db
OFFER = "If you’d like, somebody else is asking"


def answered(topic: Topic) -> Post:
    other = make.topic(title="My bank says the fee is final", tags=("bank fees",))
    assert other.answer_count == 0
    return make.answer(topic=topic, by=make.member())


def mine(by: Member) -> Topic:
    return make.topic(by=by, title="How do I dispute a bank fee?", tags=("bank fees",))


def test_without_a_script_the_next_page_offers_it(client: Client) -> None:
    ines = make.member()
    post = answered(mine(ines))
    client.force_login(ines)
    answer = client.post(_helped_url(post), {"on": "1"}, follow=True)
    assert OFFER in answer.content.decode()
    assert "Not now" in answer.content.decode()


def _helped_url(post: Post) -> str:
    from django.urls import reverse

    return reverse("forum:helped", args=[post.pk])


def test_with_htmx_the_post_comes_back_with_it(client: Client) -> None:
    ines = make.member()
    post = answered(mine(ines))
    client.force_login(ines)
    answer = client.post(_helped_url(post), {"on": "1"}, headers={"HX-Request": "true"})
    assert answer.content.decode().count(OFFER) == 1


def test_saying_it_twice_offers_one(client: Client) -> None:
    ines = make.member()
    post = answered(mine(ines))
    make.topic(title="Another bank fee", tags=("bank fees",))
    client.force_login(ines)
    for _time in range(2):
        client.post(_helped_url(post), {"on": "1"})
    assert Summons.objects.count() == 1


def test_after_not_now_the_page_is_quiet(client: Client) -> None:
    ines = make.member()
    post = answered(mine(ines))
    client.force_login(ines)
    client.post(_helped_url(post), {"on": "1"})
    client.post(f"/summons/{Summons.objects.get().pk}/not-now/")
    assert OFFER not in client.get(post.get_absolute_url()).content.decode()


def test_taking_the_mark_back_offers_nothing(client: Client) -> None:
    ines = make.member()
    post = answered(mine(ines))
    client.force_login(ines)
    answer = client.post(_helped_url(post), {"on": "0"}, headers={"HX-Request": "true"})
    assert OFFER not in answer.content.decode()
    assert not Summons.objects.exists()


@pytest.mark.parametrize("script", [True, False])
def test_a_masked_asker_is_offered_it_and_nothing_is_kept(client: Client, script: bool) -> None:
    ines = make.member()
    topic = make.masked_topic(by=ines, title="How do I dispute a bank fee?", tags=("bank fees",))
    post = answered(topic)
    client.force_login(ines)
    headers = {"HX-Request": "true"} if script else {}
    answer = client.post(_helped_url(post), {"on": "1"}, headers=headers, follow=True)
    assert OFFER in answer.content.decode()
    settle()
    assert not Summons.objects.exists()
    assert OFFER not in client.get(post.get_absolute_url()).content.decode()


def test_a_reader_sees_nothing_of_it(client: Client) -> None:
    ines = make.member()
    post = answered(mine(ines))
    client.force_login(ines)
    client.post(_helped_url(post), {"on": "1"})
    client.force_login(make.member())
    assert OFFER not in client.get(f"{post.topic.get_absolute_url()}?helped=1").content.decode()


def test_a_greeter_reads_it_at_home(client: Client) -> None:
    dorrie = greeter()
    joins(name="Wilf", introduction="Retired, and it is catalogues.")
    client.force_login(dorrie)
    page = client.get("/").content.decode()
    for words in ("Wilf is new here", "Retired, and it is catalogues.", "You said that you would greet", "Not now"):
        assert words in page


def test_nobody_else_reads_it_at_home(client: Client) -> None:
    greeter()
    joins(name="Wilf")
    client.force_login(make.member())
    assert "You said that you would greet" not in client.get("/").content.decode()


def test_opening_the_topic_reads_what_was_told_of_it(client: Client) -> None:
    from django.urls import reverse

    from forum import actions

    topic = make.topic()
    actions.answer(actor=make.member(), topic=topic, body="I called them.", masked=False, submit_key=None)
    settle()
    client.force_login(topic.member)
    client.get(topic.get_absolute_url())
    assert Notice.objects.get().read_at is None
    client.post(reverse("forum:reading", args=[topic.pk]), {"position": "1"})
    assert not bell.has_unread(Member.objects.get(pk=topic.member_id))
