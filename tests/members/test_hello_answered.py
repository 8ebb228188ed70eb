"""A hello can be answered: once, by whom it was meant for, and only the two read it."""

from __future__ import annotations

import pytest
from django.test import Client

from members.actions import hello as hellos
from members.models import Hello, Member
from members.rules import NotAllowed
from notices.models import Notice
from tests import make
from tests.ledger import settle
from tests.races import at_once, kinds

pytestmark = pytest.mark.django_db


@pytest.fixture
def hello() -> Hello:
    return hellos.say(
        actor=make.member(name="Dorrie Hale"),
        newcomer=make.newcomer(name="Wilf Barlow"),
        words="Good that you found us.",
    )


def as_one(person: Member) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_the_newcomer_answers_from_their_page_and_the_greeter_hears_of_it(hello: Hello) -> None:
    client = as_one(hello.newcomer)
    assert f"/hellos/{hello.pk}/" in client.get(hello.newcomer.get_absolute_url()).content.decode()
    answer = client.post(f"/hellos/{hello.pk}/", {"words": "Thank you,\nI am glad."})
    assert (answer.status_code, answer["Location"]) == (303, f"{hello.newcomer.get_absolute_url()}#hellos")
    settle()
    notice = Notice.objects.get(kind="hello_answered")
    assert (notice.member, notice.actor) == (hello.author, hello.newcomer)
    assert "Thank you, I am glad." in as_one(hello.author).get(notice.data["path"]).content.decode()
    assert "Thank you, I am glad." in client.get(hello.newcomer.get_absolute_url()).content.decode()


def test_nobody_else_finds_it(hello: Hello) -> None:
    for person in (make.member(), make.admin()):
        assert as_one(person).get(f"/hellos/{hello.pk}/").status_code == 404
        assert as_one(person).post(f"/hellos/{hello.pk}/", {"words": "Hm."}).status_code == 404
    assert not Hello.objects.get().answer


def test_whoever_said_it_reads_and_does_not_answer(hello: Hello) -> None:
    page = as_one(hello.author).get(f"/hellos/{hello.pk}/").content.decode()
    assert (
        "<form class"
        not in page.partition("data-dialog-content")[2].partition("</blockquote>")[2].partition("<footer")[0]
    )
    answer = as_one(hello.author).post(f"/hellos/{hello.pk}/", {"words": "To myself."})
    assert answer.status_code == 403
    assert "Whoever you greeted may answer it." in answer.content.decode()


@pytest.mark.parametrize("words", ["", "  \n ", "x" * 501])
def test_no_words_and_too_many_are_refused_and_stay_in_the_form(hello: Hello, words: str) -> None:
    answer = as_one(hello.newcomer).post(f"/hellos/{hello.pk}/", {"words": words})
    assert answer.status_code == 422
    assert words.strip() in answer.content.decode()
    assert Hello.objects.get().answered_at is None


def test_it_is_answered_once(hello: Hello) -> None:
    hellos.answer(actor=hello.newcomer, hello=hello, words="Thank you.")
    with pytest.raises(NotAllowed, match="already"):
        hellos.answer(actor=hello.newcomer, hello=hello, words="And again.")
    assert Hello.objects.get().answer == "Thank you."


def test_not_across_a_block_and_not_while_suspended(hello: Hello) -> None:
    make.suspension(member=hello.newcomer)
    assert as_one(hello.newcomer).post(f"/hellos/{hello.pk}/", {"words": "Hi."}).status_code == 422
    hello.newcomer.suspensions.all().delete()
    make.block(blocker=hello.author, blocked=hello.newcomer)
    assert as_one(hello.newcomer).post(f"/hellos/{hello.pk}/", {"words": "Hi."}).status_code == 422
    assert not Hello.objects.get().answer


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_are_one(hello: Hello) -> None:
    answers = [lambda words=words: hellos.answer(actor=hello.newcomer, hello=hello, words=words) for words in "ab"]
    assert kinds(at_once(answers, refusals=(NotAllowed,))) == {"Hello": 1, "NotAllowed": 1}
