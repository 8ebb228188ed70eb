"""Saying hello to somebody who is new."""

import pytest
from django.urls import reverse

from activity.models import Event
from members.actions import hello
from members.models import Hello
from members.rules import NotAllowed
from tests import cast, make

pytestmark = pytest.mark.django_db


@pytest.fixture
def ines():
    return cast.ines()


@pytest.fixture
def wilf():
    return cast.wilf()


def address(person):
    return reverse("members:hello", args=[person.handle])


def test_a_hello_is_kept_and_recorded(ines, wilf) -> None:
    said = hello.say(actor=ines, newcomer=wilf, words="  Welcome,\n Wilf. ")
    assert (said.words, said.author, said.newcomer) == ("Welcome, Wilf.", ines, wilf)
    event = Event.objects.get(verb="hello.said")
    assert (event.member_id, event.target_kind, event.target_id) == (ines.pk, "members.hello", said.pk)


def test_a_second_hello_is_refused_and_changes_nothing(ines, wilf) -> None:
    hello.say(actor=ines, newcomer=wilf, words="Welcome.")
    with pytest.raises(NotAllowed):
        hello.say(actor=ines, newcomer=wilf, words="Welcome again.")
    assert Hello.objects.get().words == "Welcome."
    assert Event.objects.filter(verb="hello.said").count() == 1


def test_others_may_say_hello_too(ines, wilf) -> None:
    hello.say(actor=ines, newcomer=wilf, words="Welcome.")
    hello.say(actor=cast.dorrie(), newcomer=wilf, words="Good that you are here.")
    assert Hello.objects.count() == 2


@pytest.mark.parametrize("words", ["", "   \n ", "x" * (Hello.WORDS_AT_MOST + 1)])
def test_no_words_or_far_too_many(ines, wilf, words) -> None:
    with pytest.raises(NotAllowed):
        hello.say(actor=ines, newcomer=wilf, words=words)
    assert not Hello.objects.exists()


def refusals():
    yield "oneself", lambda: (wilf := cast.wilf(), wilf)
    yield "not new", lambda: (cast.ines(), cast.dorrie())
    yield "suspended", lambda: (cast.noor(), cast.wilf())
    yield "not approved", lambda: (make.member(approved_at=None), cast.wilf())
    yield "not approved newcomer", lambda: (cast.ines(), cast.wilf(approved_at=None))
    yield "gone newcomer", lambda: (cast.ines(), cast.wilf(is_active=False))
    yield "imported", lambda: (cast.ines(), make.newcomer(kind="imported"))


@pytest.mark.parametrize(("pair"), [pair for _, pair in refusals()], ids=[name for name, _ in refusals()])
def test_to_whom_nobody_says_hello(pair) -> None:
    actor, newcomer = pair()
    with pytest.raises(NotAllowed):
        hello.say(actor=actor, newcomer=newcomer, words="Welcome.")
    assert not Hello.objects.exists()
    assert not Event.objects.filter(verb="hello.said").exists()


@pytest.mark.parametrize("by_newcomer", [True, False])
def test_a_block_in_either_direction_refuses(ines, wilf, by_newcomer) -> None:
    blocker, blocked = (wilf, ines) if by_newcomer else (ines, wilf)
    make.block(blocker=blocker, blocked=blocked)
    with pytest.raises(NotAllowed):
        hello.say(actor=ines, newcomer=wilf, words="Welcome.")


# --- the page -----------------------------------------------------------------------------------------------------


def test_the_page_shows_whom_and_takes_the_words(client, ines, wilf) -> None:
    client.force_login(ines)
    assert "Say hello to Wilf" in client.get(address(wilf)).content.decode()
    response = client.post(address(wilf), {"words": "Welcome."})
    assert (response.status_code, response["Location"]) == (303, "/")
    assert Hello.objects.get().words == "Welcome."
    assert "Wilf will read it." in client.get("/").content.decode()


def test_looking_at_it_writes_nothing(client, ines, wilf) -> None:
    client.force_login(ines)
    client.get(address(wilf), {"words": "Welcome."})
    assert not Hello.objects.exists()


def test_without_words_it_says_what_is_missing_and_keeps_what_was_typed(client, ines, wilf) -> None:
    client.force_login(ines)
    response = client.post(address(wilf), {"words": "x" * 501})
    assert response.status_code == 422
    assert "x" * 501 in response.content.decode()
    assert "A hello needs a word or two." in client.post(address(wilf), {"words": " "}).content.decode()


def test_the_second_time_the_page_says_so(client, ines, wilf) -> None:
    client.force_login(ines)
    client.post(address(wilf), {"words": "Welcome."})
    response = client.post(address(wilf), {"words": "Welcome."})
    assert response.status_code == 403
    assert "You have said hello already." in response.content.decode()


def test_to_somebody_who_is_not_new_the_page_says_no(client, ines) -> None:
    client.force_login(ines)
    assert client.get(address(cast.dorrie())).status_code == 403


def test_a_visitor_signs_in_first_and_nobody_is_404(client, ines, wilf) -> None:
    assert client.post(address(wilf), {"words": "Welcome."}).status_code == 302
    client.force_login(ines)
    assert client.get(reverse("members:hello", args=["nobody"])).status_code == 404
    assert not Hello.objects.exists()
