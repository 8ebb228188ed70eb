"""The picture beside the community's name: an admin's to choose, everybody's to see."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from activity.models import Event
from members.models import Community, Member
from members.rules import NotAllowed
from tests import cast, make
from tests.forum import say
from tests.uploads.pictures import file, settled
from tests.uploads.test_seeing import look
from tests.uploads.test_sending import signed_in
from uploads.actions import hide_logo, show_logo, sweep
from uploads.models import Picture, Use
from writing.pictures import address

pytestmark = pytest.mark.django_db

LOGO = "/pictures/logo/"


@pytest.fixture
def admin() -> Member:
    make.community()
    return cast.nasreen()


@pytest.fixture(autouse=True)
def committed(django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is forgotten after a change is forgotten at once."""
    post = Client.post

    def posted(self: Client, *args: Any, **more: Any) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return post(self, *args, **more)

    monkeypatch.setattr(Client, "post", posted)


def show(by: Member, content: bytes | None = None) -> Any:
    sent = SimpleUploadedFile("sign.png", file("PNG", size=(300, 200)) if content is None else content)
    return signed_in(by).post(LOGO, {"picture": sent})


def shown() -> str:
    return Community.objects.get().logo


def header(client: Client, path: str = "/latest/") -> str:
    """What stands before the name."""
    return client.get(path).content.decode().partition('<a class="brand" href="/">')[2].partition("<span>")[0]


def test_it_stands_before_the_name_on_every_page(admin: Member) -> None:
    visitor, member = Client(), signed_in(cast.pau())
    assert "#i-mark" in header(visitor)
    assert "#i-mark" in header(member)  # both pages are kept by now, and so are their frames
    assert show(admin).status_code == 303
    for client in (visitor, member):
        assert f'class="logo" src="{address(shown(), "64.webp")}"' in header(client)
        assert 'alt=""' in header(client)  # the name itself follows
    assert "a picture of yours" in signed_in(admin).get("/running/").content.decode()


def test_visitors_see_its_files_and_nothing_else_of_the_sender(admin: Member) -> None:
    show(admin)
    for name in ("64.webp", "192.webp", "64.jpg"):
        answer = look(None, shown(), name)
        assert (answer.status_code, answer["Cache-Control"]) == (200, "public, max-age=300")
    assert Picture.objects.get().owner_tag is None


def test_the_next_one_takes_its_place_and_the_sweep_takes_the_first(admin: Member) -> None:
    show(admin)
    first = shown()
    show(admin)
    assert shown() != first
    assert look(None, first, "64.webp").status_code == 404
    assert sweep() == 1
    assert look(None, shown(), "64.webp").status_code == 200


def test_it_is_taken_away_once_that_was_asked(admin: Member) -> None:
    show(admin)
    was = shown()
    asked = signed_in(admin).post(LOGO, {"do": "ask"})
    assert "Take the picture away?" in asked.content.decode()
    assert shown() == was
    assert signed_in(admin).post(LOGO, {"do": "hide"}).status_code == 303
    assert (shown(), Use.objects.count()) == ("", 0)
    assert "#i-mark" in header(Client())
    assert look(None, was, "64.webp").status_code == 404


def test_who_changed_it_is_written_down(admin: Member) -> None:
    show(admin)
    hide_logo(by=admin)
    told = Event.objects.filter(verb="community.changed", member_id=admin.pk).values_list("data", flat=True)
    assert [data["fields"] for data in told] == [["logo"], ["logo"]]


@pytest.mark.parametrize("content", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'></svg>", b"x"])
def test_what_is_no_picture_changes_nothing(admin: Member, content: bytes) -> None:
    show(admin)
    was = shown()
    answer = show(admin, content)
    assert answer.status_code == 422
    assert 'class="error"' in answer.content.decode()
    assert shown() == was


def test_without_a_file_it_says_so(admin: Member) -> None:
    answer = signed_in(admin).post(LOGO)
    assert answer.status_code == 422
    assert "Choose a picture first." in answer.content.decode()


def test_nobody_else_chooses_it(admin: Member) -> None:
    show(admin)
    was = shown()
    for person in (cast.pau(), make.moderator(of=make.space())):
        assert signed_in(person).get(LOGO).status_code == 404
        assert show(person).status_code == 404
        assert signed_in(person).post(LOGO, {"do": "hide"}).status_code == 404
        with pytest.raises(NotAllowed):
            show_logo(by=person, content=file())
        with pytest.raises(NotAllowed):
            hide_logo(by=person)
    assert Client().post(LOGO, {"do": "hide"}).status_code == 302
    assert shown() == was


def test_it_is_no_picture_for_a_post(admin: Member) -> None:
    show(admin)
    post = say.answer(actor=settled(admin), topic=make.topic(), body=f"![sign](/pictures/{shown()})")
    assert Use.objects.filter(picture=shown()).count() == 1
    assert "<img" not in post.html
