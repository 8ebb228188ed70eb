"""A form whose token is stale: its words come back, to be sent once more; but never those of another site's form."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from forum.models import Post
from members.models import Hello, Member
from recognition.models import Thanks
from tests.forum.test_interrupted import KEY, LONG, PARTIAL, RESUME, fields_of
from tests.matrix_world import World

pytestmark = pytest.mark.django_db
SAME = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def world() -> World:
    return World()


def send(member: Member | None, path: str, said: dict[str, str], **headers: str) -> tuple[Client, Any]:
    client = Client(enforce_csrf_checks=True)
    if member:
        client.force_login(member)
    client.cookies["csrf"] = "k" * 32
    return client, client.post(path, said | {"csrfmiddlewaretoken": "b" * 64}, headers=headers)


def answer_path(world: World) -> str:
    return reverse("forum:answer", args=[world.post.topic_id])


def test_the_words_come_back_and_can_be_sent(world: World) -> None:
    path = answer_path(world)
    client, answer = send(world.member, path, {"body": LONG, "as": "mask", "submit_key": KEY}, **SAME)
    assert answer.status_code == 403
    (form,) = fields_of(answer.content.decode())
    assert (form["body"].replace("\r\n", "\n"), form["as"], form["action"]) == (LONG, "mask", path)
    assert "no-store" in answer.headers["Cache-Control"]
    assert client.post(form.pop("action"), form).status_code == 303
    assert Post.objects.filter(mask__isnull=False, body__startswith="Call them").count() == 1


def test_signed_out_as_well_they_are_there_after_signing_in(world: World) -> None:
    client, answer = send(None, answer_path(world), {"body": LONG, "as": "me"}, **SAME)
    (form,) = fields_of(answer.content.decode())
    assert RESUME in client.post(form.pop("action"), form).headers["location"]
    client.force_login(world.member)
    assert len(fields_of(client.get(RESUME).content.decode())) == 1


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
@pytest.mark.parametrize("partial", [False, True])
def test_those_of_another_site_do_not(world: World, site: str, partial: bool) -> None:
    """Else its form would need but one more click here."""
    headers = {"Sec-Fetch-Site": site} | (PARTIAL if partial else {})
    client, answer = send(world.member, answer_path(world), {"body": LONG}, **headers)
    assert answer.status_code == 403
    assert "Call them" not in answer.content.decode()
    assert client.get(RESUME).status_code == 302


def test_a_part_says_a_sentence(world: World) -> None:
    path = reverse("forum:bookmark", args=[world.post.pk])
    _client, answer = send(world.member, path, {"on": "1"}, **SAME, **PARTIAL)
    assert answer.status_code == 403
    assert "<html" not in answer.content.decode()
    assert "Reload it" in answer.content.decode()


def test_a_part_keeps_the_words_too_and_leads_to_them(world: World) -> None:
    """Somebody signed in again in another tab."""
    path = reverse("forum:comments", args=[world.post.pk])
    client, answer = send(world.member, path, {"body": LONG}, **SAME, **PARTIAL)
    assert answer.status_code == 403
    assert f'href="{RESUME}"' in answer.content.decode()
    assert len(fields_of(client.get(RESUME).content.decode())) == 1


def test_a_password_does_not_come_back(world: World) -> None:
    said = {"oldpassword": "secret words here", "password1": "x y"}
    _client, answer = send(world.member, "/accounts/password/change/", said, **SAME)
    assert "secret words" not in answer.content.decode()


def test_it_is_never_sent_to_another_site(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/", {"body": LONG}, headers=SAME, PATH_INFO="//evil.example/x")
    assert [form["action"] for form in fields_of(answer.content.decode())] in ([], ["/%2Fevil.example/x"])


def test_nothing_was_done(world: World) -> None:
    before = Thanks.objects.count(), Hello.objects.count(), Post.objects.count()
    for name in ("forum:answer", "recognition:thanks", "members:hello"):
        send(world.member, reverse(name, args=world.args(name)), {"body": LONG, "words": LONG}, **SAME)
    assert (Thanks.objects.count(), Hello.objects.count(), Post.objects.count()) == before
