"""A moderator finds the invitations that nobody has answered, and takes one back."""

import pytest

from blog.actions import invitations
from blog.models import ArticleInvitation
from tests import cast, make
from tests.blog.room import LONG

pytestmark = pytest.mark.django_db


def test_an_unanswered_invitation_is_found_and_taken_back(client) -> None:
    space = make.space()
    marit = make.moderator(of=space)
    post = make.answer(topic=make.topic(space=space), by=cast.dorrie(), body=LONG)
    make.helped_mark(post=post)
    row = invitations.invite(moderator=marit, post=post, reason="It helps.")
    client.force_login(marit)
    address = f"/blog/invitations/{row.pk}/withdrawal/"
    assert address in client.get("/blog/drafts/").content.decode()
    assert client.post(address).status_code == 303
    assert address not in client.get("/blog/drafts/").content.decode()
    assert ArticleInvitation.objects.get(pk=row.pk).state != ArticleInvitation.State.INVITED


def test_for_strangers_it_does_not_exist_and_its_author_is_told_why_not(client) -> None:
    space, dorrie = make.space(), cast.dorrie()
    post = make.answer(topic=make.topic(space=space), by=dorrie, body=LONG)
    row = invitations.invite(moderator=make.moderator(of=space), post=post, reason="It helps.")
    address, nowhere = f"/blog/invitations/{row.pk}/withdrawal/", f"/blog/invitations/{row.pk + 1}/withdrawal/"
    for stranger in (cast.pau(), make.moderator(of=make.space())):
        client.force_login(stranger)
        assert client.post(address).status_code == client.post(nowhere).status_code == 404
    client.force_login(dorrie)
    assert client.post(address).status_code == 403
    row.refresh_from_db()
    assert row.state == ArticleInvitation.State.INVITED


def test_nobody_else_sees_whom_somebody_asked(client) -> None:
    space = make.space()
    post = make.answer(topic=make.topic(space=space), by=cast.dorrie(), body=LONG)
    row = invitations.invite(moderator=make.moderator(of=space), post=post, reason="It helps.")
    for person in (cast.pau(), make.moderator(of=space)):
        client.force_login(person)
        assert f"/blog/invitations/{row.pk}/withdrawal/" not in client.get("/blog/drafts/").content.decode()
