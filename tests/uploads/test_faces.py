"""A picture beside a member's name, and never beside a mask."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from members.models import Member
from tests import cast, make
from tests.forum import say
from tests.uploads.pictures import file, settled
from tests.uploads.test_seeing import look
from tests.uploads.test_sending import signed_in
from uploads.actions import sweep
from uploads.models import Picture, Use

pytestmark = pytest.mark.django_db

FACE = "/pictures/face/"


def show(member: Member, content: bytes | None = None) -> Any:
    sent = SimpleUploadedFile("me.jpg", file(size=(300, 200)) if content is None else content)
    response = signed_in(member).post(FACE, {"picture": sent})
    member.refresh_from_db()
    return response


def test_it_stands_beside_the_name_wherever_that_stands() -> None:
    dorrie, topic = settled(cast.dorrie()), make.topic(audience="everyone")
    say.answer(actor=dorrie, topic=topic)
    before = Client().get(topic.get_absolute_url()).content.decode()
    assert show(dorrie).status_code == 303
    shown = f'<img src="/pictures/{dorrie.face}/64.webp" srcset="/pictures/{dorrie.face}/192.webp 3x" alt=""'
    assert dorrie.face not in before
    assert shown in Client().get(topic.get_absolute_url()).content.decode()  # and no page that was kept before
    for path in (f"/@{dorrie.handle}/", "/settings/", topic.get_absolute_url()):
        assert shown in signed_in(dorrie).get(path).content.decode(), path


def test_the_next_one_takes_its_place_and_none_gives_the_letters_back() -> None:
    dorrie = cast.dorrie()
    show(dorrie)
    first = dorrie.face
    show(dorrie)
    assert dorrie.face != first
    assert look(dorrie, first, "64.webp").status_code == 404
    assert sweep() == 1
    signed_in(dorrie).post(FACE, {"do": "hide"})
    dorrie.refresh_from_db()
    assert (dorrie.face, Use.objects.count()) == ("", 0)


def test_who_sees_it() -> None:
    dorrie = cast.dorrie()
    show(dorrie)
    sees = lambda viewer: look(viewer, dorrie.face, "64.webp").status_code == 200  # noqa: E731
    assert (sees(None), sees(cast.pau())) == (False, True)
    say.answer(actor=dorrie, topic=make.topic(audience="members"))
    assert not sees(None)
    say.answer(actor=dorrie, topic=make.topic(audience="everyone"))
    assert sees(None)
    Member.objects.filter(pk=dorrie.pk).update(is_active=False)
    assert not sees(None)


def test_a_mask_has_a_birds_face() -> None:
    dorrie, topic = settled(cast.dorrie()), make.topic(audience="everyone")
    show(dorrie)
    say.answer(actor=dorrie, topic=topic, masked=True)
    say.end_grace()
    assert dorrie.face not in Client().get(topic.get_absolute_url()).content.decode()


def test_it_is_no_picture_for_a_post() -> None:
    """Else the mask's post would show what the name shows."""
    dorrie, topic = settled(cast.dorrie()), make.topic()
    show(dorrie)
    post = say.answer(actor=dorrie, topic=topic, body=f"![me](/pictures/{dorrie.face})", masked=True)
    assert dorrie.face not in post.body
    assert Use.objects.filter(picture=dorrie.face).count() == 1


@pytest.mark.parametrize("content", [b"", b"<svg></svg>", b"x"])
def test_what_is_no_picture_changes_nothing(content: bytes) -> None:
    dorrie = cast.dorrie()
    assert (show(dorrie, content).status_code, dorrie.face) == (422, "")
    assert not Picture.objects.exists()


def test_a_quotation_says_what_a_picture_shows() -> None:
    from forum.quoting import quotation
    from tests.uploads import pictures

    dorrie = settled(cast.dorrie())
    body = f"{pictures.shows(pictures.sent(dorrie), alt='a letter')} ![](/pictures/{'a' * 22}) ![x](/elsewhere)"
    post = say.answer(actor=dorrie, topic=make.topic(), body=body)
    said = quotation(post, most=2000)
    assert "> Look here: (a picture: a letter) (a picture: decoration) ![x](/elsewhere)" in said


def test_a_draft_keeps_its_pictures_as_long_as_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from forum.actions import drafts
    from tests.uploads import pictures

    dorrie, tobias = cast.dorrie(), cast.tobias()
    own, theirs = pictures.sent(dorrie), pictures.sent(tobias)
    until = own.kept_until
    later = timezone.now() + timedelta(days=20)
    monkeypatch.setattr(timezone, "now", lambda: later)
    for masked in (False, True):
        drafts.keep_draft(actor=dorrie, context="topic:1", body=pictures.shows(own, theirs), masked=masked)
    own.refresh_from_db()
    theirs.refresh_from_db()
    assert until
    assert own.kept_until == until + timedelta(days=20)
    assert theirs.kept_until == until
