"""What a program puts into somebody's words, or writes down beside them, is in the community's language: the language that
they read would be one more thing to know a mask by.
"""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, override

from blog.actions.changes import drop_change
from blog.models import ArticleRevision
from forum.quoting import quotation
from members.models import Member
from moderation.models import Hold
from tests import cast, make
from tests.blog.room import room_of
from tests.forum import say
from tests.ledger import settle

pytestmark = pytest.mark.django_db
GERMAN = "de"


@pytest.fixture
def ines() -> Member:
    make.community()
    return cast.ines(reads_in=GERMAN)


def page(member: Member, path: str, **headers: str) -> str:
    client = Client(headers=headers)
    client.force_login(member)
    return client.get(path).content.decode()


def test_she_reads_german(ines: Member) -> None:
    """Else the rest would pass without a catalogue."""
    with override(GERMAN):
        assert gettext("It has a link or an address in it.") != "It has a link or an address in it."
    assert '<html lang="de"' in page(ines, "/")


def test_why_something_waits(ines: Member) -> None:
    with override(GERMAN):
        held = say.answer(actor=ines, topic=make.topic(), body="[see](https://quick.example)", masked=True)
    settle()
    assert Hold.objects.get(post=held).reasons == ["It has a link or an address in it."]


@pytest.mark.parametrize("masked", [True, False])
def test_whose_words_are_quoted(ines: Member, masked: bool) -> None:
    topic = make.topic()
    post = make.answer(
        topic=topic, **({"mask": make.mask(of=cast.pau(), topic=topic)} if masked else {"by": cast.pau()})
    )
    with override(GERMAN):
        assert quotation(post, most=100).startswith("> Somebody without a name wrote:" if masked else "> Pau")
        assert "wrote:" in quotation(post, most=100)


def test_words_that_scripts_put_into_a_text(ines: Member) -> None:
    topic = page(ines, make.topic().get_absolute_url())
    assert 'data-masked="Somebody without a name wrote:"' in topic
    assert 'data-about="what it is about"' in topic
    assert "a picture without a description yet" in page(ines, reverse("uploads:new"), **{"HX-Request": "true"})


def test_that_a_change_of_an_article_was_dropped() -> None:
    make.community()
    room = room_of()
    changed = room.written(room.published(), title="Call before the day")
    with override(GERMAN):
        drop_change(actor=room.author, article=changed)
    assert ArticleRevision.objects.latest("pk").note == "The change was dropped: as it is published."
