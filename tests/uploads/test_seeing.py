"""Who may see a picture is who may read what holds it, asked each time; for everybody else it does not exist."""

from typing import Any

import pytest
from django.test import Client

from forum import actions
from forum.models import Post, Space, Status, Topic
from members.models import Member
from mentorship.actions.pairs import write
from tests import cast, make
from tests.blog.room import LONG, room_of
from tests.forum import say
from tests.uploads import pictures
from uploads.models import Picture, Use

pytestmark = pytest.mark.django_db

FILE = "480.webp"


def look(viewer: Member | None, picture: Picture | str, file: str = FILE, **headers: str) -> Any:
    client = Client()
    if viewer is not None:
        client.force_login(viewer, backend="web.backends.Backend")
    name = picture if isinstance(picture, str) else picture.pk
    return client.get(f"/pictures/{name}/{file}", headers=headers)


def seen_by(picture: Picture | str, **people: Member | None) -> dict[str, bool]:
    return {who: look(viewer, picture).status_code == 200 for who, viewer in people.items()}


def posted(by: Member, topic: Topic, **more: Any) -> tuple[Picture, Post]:
    picture = pictures.sent(pictures.settled(by))
    post = say.answer(actor=by, topic=topic, body=pictures.shows(picture), **more)
    return Use.objects.get(holder_id=post.pk).picture, post


# --- headers ----------------------------------------------------------------------------------------------


def test_a_public_picture_may_be_kept_for_a_while_by_everybody() -> None:
    picture, _post = posted(cast.dorrie(), make.topic(audience="everyone"))
    for viewer in (None, cast.pau()):
        response = look(viewer, picture)
        assert (response.status_code, response["Content-Type"]) == (200, "image/webp")
        assert (response["Cache-Control"], response.get("Vary", "")) == ("public, max-age=300", "")
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Disposition"] == 'inline; filename="picture.webp"'
        assert not response.cookies


def test_a_members_picture_is_asked_about_each_time() -> None:
    picture, _post = posted(cast.dorrie(), make.topic(audience="members"))
    pau = cast.pau()
    response = look(pau, picture)
    assert (response["Cache-Control"], response["Cross-Origin-Resource-Policy"]) == ("private, no-cache", "same-origin")
    again = look(pau, picture, if_none_match=response["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert look(None, picture, if_none_match=response["ETag"]).status_code == 404


def test_what_is_sensitive_is_kept_by_no_browser() -> None:
    space = make.space(visibility=Space.Visibility.PUBLIC, is_sensitive=True)
    picture, _post = posted(cast.dorrie(), make.topic(audience="everyone", space=space))
    for viewer in (None, cast.pau()):
        response = look(viewer, picture)
        assert (response["Cache-Control"], response.has_header("ETag")) == ("private, no-store", False)


def test_not_yours_and_not_there_are_the_same_answer() -> None:
    picture, _post = posted(cast.dorrie(), make.topic(audience="members"))
    theirs, none, wrong = look(None, picture), look(None, "a" * 22), look(cast.pau(), picture, "481.webp")
    assert {theirs.status_code, none.status_code, wrong.status_code} == {404}
    strip = lambda response: response.content.replace(picture.pk.encode(), b"").replace(b"a" * 22, b"")  # noqa: E731
    assert strip(theirs) == strip(none)
    assert theirs.headers.keys() == none.headers.keys()


@pytest.mark.parametrize("path", ["/pictures/", "/media/", "/pictures/..%2f..%2fkeys/mask.key", "/pictures/x/"])
def test_nothing_is_listed(path: str) -> None:
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_it_can_only_be_looked_at(method: str) -> None:
    picture, _post = posted(cast.dorrie(), make.topic(audience="everyone"))
    assert getattr(Client(), method)(f"/pictures/{picture.pk}/{FILE}").status_code == 405


# --- who ---------------------------------------------------------------------------------------------------


def test_before_it_is_posted_it_is_its_senders_alone() -> None:
    dorrie = cast.dorrie()
    picture = pictures.sent(dorrie)
    people = {"sender": dorrie, "visitor": None, "member": cast.pau(), "admin": cast.nasreen()}
    assert seen_by(picture, **people) == {"sender": True, "visitor": False, "member": False, "admin": False}
    assert look(dorrie, picture)["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("visibility", "audience", "seen"),
    [
        ("public", "everyone", "visitor newcomer applicant member moderator admin"),
        ("public", "members", "newcomer member moderator admin"),
        ("members", "everyone", "newcomer member moderator admin"),
        ("moderators", "members", "moderator admin"),
    ],
)
def test_it_is_seen_by_who_reads_the_topic(visibility: str, audience: str, seen: str) -> None:
    space = make.space(visibility=visibility)
    noor = make.moderator(of=space)
    topic = make.topic(space=space, audience=audience, by=noor)
    picture, _post = posted(noor, topic)
    people = {
        "visitor": None,
        "newcomer": cast.wilf(),
        "applicant": make.member(approved_at=None),
        "member": cast.pau(),
        "moderator": noor,
        "admin": cast.nasreen(),
    }
    found = seen_by(picture, **people)
    assert " ".join(who for who, sees in found.items() if sees) == seen


def test_it_follows_its_post_when_that_is_hidden_taken_back_and_put_back() -> None:
    dorrie, pau, noor = cast.dorrie(), cast.pau(), cast.nasreen()
    picture, post = posted(dorrie, make.topic(audience="everyone"))
    people = {"visitor": None, "member": pau, "author": dorrie, "admin": noor}
    actions.hide(row=post, by=noor)
    assert seen_by(picture, **people) == {"visitor": False, "member": False, "author": True, "admin": True}
    actions.unhide(row=post, by=noor)
    assert seen_by(picture, visitor=None) == {"visitor": True}
    post.refresh_from_db()
    actions.delete(actor=dorrie, row=post)
    assert seen_by(picture, **people) == {"visitor": False, "member": False, "author": True, "admin": False}


def test_it_follows_its_topic_out_of_the_public() -> None:
    picture, post = posted(cast.dorrie(), make.topic(audience="everyone"))
    Topic.objects.filter(pk=post.topic_id).update(audience="members")
    assert seen_by(picture, visitor=None, member=cast.pau()) == {"visitor": False, "member": True}


def test_while_a_mask_waits_its_picture_waits() -> None:
    dorrie, topic = cast.dorrie(), make.topic(audience="everyone")
    say.answer(actor=dorrie, topic=topic, masked=True)
    say.end_grace()
    picture, post = posted(dorrie, topic, masked=True)
    people = {"visitor": None, "admin": cast.nasreen(), "author": dorrie}
    assert seen_by(picture, **people) == {"visitor": False, "admin": False, "author": True}
    say.end_grace()
    assert seen_by(picture, visitor=None) == {"visitor": True}
    assert Post.objects.get(pk=post.pk).status == Status.VISIBLE


def test_what_an_edit_took_out_is_for_the_author_and_whoever_tends() -> None:
    dorrie = cast.dorrie()
    picture, post = posted(dorrie, make.topic(audience="everyone"))
    actions.edit(actor=dorrie, post=post, body="Better without.", base=0)
    people = {"visitor": None, "member": cast.pau(), "author": dorrie, "admin": cast.nasreen()}
    assert seen_by(picture, **people) == {"visitor": False, "member": False, "author": True, "admin": True}


def test_a_comments_picture_needs_comment_post_and_topic() -> None:
    dorrie, post = pictures.settled(cast.dorrie()), make.answer()
    picture = pictures.sent(dorrie)
    say.comment(actor=dorrie, post=post, body=pictures.shows(picture))
    assert seen_by(picture, visitor=None) == {"visitor": True}
    Post.objects.filter(pk=post.pk).update(status=Status.HIDDEN)
    assert seen_by(picture, visitor=None, member=cast.pau()) == {"visitor": False, "member": False}


def test_a_letters_picture_is_the_pairs() -> None:
    ines = cast.ines()
    pair = make.pair(mentee=ines)
    picture = pictures.sent(ines)
    write(actor=ines, pair=pair, body=pictures.shows(picture), submit_key=None)
    people = {
        "writer": ines,
        "reader": pair.mentor.member,
        "admin": cast.nasreen(),
        "member": cast.pau(),
        "visitor": None,
    }
    assert [who for who, sees in seen_by(picture, **people).items() if sees] == ["writer", "reader"]
    assert look(ines, picture)["Cache-Control"] == "private, no-store"


def test_an_articles_picture_is_everybodys_once_it_is_out() -> None:
    room = room_of(audience="members")
    picture = pictures.sent(room.author)
    article = room.draft()
    room.written(article, body=f"{LONG} {pictures.shows(picture)}")
    people = {"visitor": None, "reader": room.reader, "author": room.author, "editor": room.moderator}
    assert [who for who, sees in seen_by(picture, **people).items() if sees] == ["author", "editor"]
    article.refresh_from_db()
    room.published(article)
    assert all(seen_by(picture, **people).values())


def test_somebody_who_left_or_is_shut_out_sees_what_visitors_see() -> None:
    dorrie, pau = cast.dorrie(), cast.pau()
    members, _post = posted(dorrie, make.topic(audience="members"))
    Member.objects.filter(pk=pau.pk).update(is_active=False)
    assert seen_by(members, gone=pau) == {"gone": False}


def test_a_look_asks_little(django_assert_num_queries: Any) -> None:
    picture, _post = posted(cast.dorrie(), make.topic(audience="everyone"))
    with django_assert_num_queries(3):  # the picture, what holds it, whether that is read by everybody
        look(None, picture)


def test_a_newcomers_picture_waits_for_a_person() -> None:
    wilf, topic = cast.wilf(), make.topic(audience="everyone")
    picture = pictures.sent(wilf)
    post = say.answer(actor=wilf, topic=topic, body=pictures.shows(picture))
    people = {"visitor": None, "member": cast.pau(), "author": wilf, "admin": cast.nasreen()}
    assert post.status == Status.HELD
    assert seen_by(picture, **people) == {"visitor": False, "member": False, "author": True, "admin": True}
