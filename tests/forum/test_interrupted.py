"""What was written when a session had ended is there after signing in: for whoever wrote it, and for nobody else."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time as counters
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.urls import reverse

from forum import interrupted
from forum.limits import Limit
from forum.models import Comment
from masks import sealed
from members.models import Member
from tests import make
from tests.matrix_world import World, addresses

pytestmark = pytest.mark.django_db

RESUME = "/resume/"
SIGN_IN = "/accounts/login/"
LONG = "Call them before the day it is due,\nand write down who you spoke to."
PARTIAL = {"HX-Request": "true"}
KEY = "6dc3ff86-6fcb-4a3c-9f0d-0123456789ab"  # of a form that is sent once
AN_HOUR = 3601  # and a second


@pytest.fixture
def world() -> World:
    return World()


def next_of(answer: Any) -> str:
    """Where the sign-in page to which this leads goes on to."""
    there = urlsplit(answer.headers["location"])
    assert there.path == SIGN_IN
    return parse_qs(there.query)["next"][0]


def signs_in(client: Client, member: Member, next: str = RESUME) -> Any:
    client.get(SIGN_IN, {"next": next})
    return client.post(SIGN_IN, {"login": member.handle, "password": make.PASSWORD, "next": next}, follow=True)


def fields_of(page: str) -> list[dict[str, str]]:
    """The forms of the page that go elsewhere: address and fields."""
    main = page.partition("<main")[2].partition("</main>")[0]
    found = []
    for action, inside in re.findall(r'<form[^>]*action="([^"]*)"[^>]*>(.*?)</form>', main, re.DOTALL):
        fields = dict(re.findall(r'<input\s+type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"', inside))
        fields |= dict(re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\n?(.*?)</textarea>', inside, re.DOTALL))
        found.append({"action": unescape(action)} | {name: unescape(value) for name, value in fields.items()})
    return [form for form in found if form["action"] != RESUME]


def waiting(client: Client) -> list[dict[str, str]]:
    """The forms that wait for whoever is signed in here."""
    answer = client.get(RESUME)
    return fields_of(answer.content.decode()) if answer.status_code == 200 else []


def comments(world: World) -> str:
    return reverse("forum:comments", args=[world.post.pk])


def send(client: Client, world: World, **more: str) -> Any:
    return client.post(comments(world), {"body": LONG, "as": "me", "submit_key": KEY} | more)


# --- what is kept -----------------------------------------------------------------------------------------

WRITTEN = {
    "answer": ("forum:answer", {"body": LONG, "as": "me", "do": "post"}),
    "masked answer": ("forum:answer", {"body": LONG, "as": "mask", "do": "post"}),
    "one word": ("forum:answer", {"body": "Yes.", "as": "me", "do": "post"}),
    "one bare word": ("forum:comments", {"body": "Danke", "as": "me"}),
    "comment": ("forum:comments", {"body": LONG, "as": "me"}),
    "changed comment": ("forum:comment_edit", {"body": LONG}),
    "edit": ("forum:edit", {"body": LONG, "base": "0", "reason": "A word"}),
    "markup": ("forum:edit", {"body": '\n</textarea><script>alert(1)</script>" &amp;', "base": "0"}),
    "a topic": ("forum:ask", {"title": "What do I do first?", "body": LONG, "kind": "question", "space": "cards"}),
    "a letter": ("forum:ask", {"title": "To who I was", "body": LONG, "kind": "story", "letter": "1"}),
    "draft": ("forum:draft", {"body": LONG, "context": "ask"}),
    "thanks": ("recognition:thanks", {"note": LONG}),
    "article": ("blog:draft", {"body": LONG, "title": "What helped"}),
    "hello": ("members:hello", {"words": LONG}),
    "report": ("moderation:report", {"reason": "selling", "words": LONG}),
    "goal": ("members:new_goal", {"words": "Out of all four cards"}),
    "own page": ("members:settings", {"name": "Dorrie Hall", "introduction": LONG}),
}


@pytest.mark.parametrize("partial", [False, True], ids=["page", "part"])
def test_what_was_written_is_there_after_signing_in(world: World, partial: bool) -> None:
    for what, (name, said) in WRITTEN.items():
        client = Client()
        path = reverse(name, args=world.args(name) if addresses().get(name) else [])
        answer = client.post(path, said, headers=PARTIAL if partial else {})
        assert ("next=/resume/" in answer.content.decode()) if partial else next_of(answer) == RESUME, what
        client.force_login(world.author)
        (form,) = waiting(client)
        kept = {field: value.replace("\r\n", "\n") for field, value in form.items()}
        assert kept | said | {"action": path} == kept, what


def test_it_can_be_sent_then_and_is_kept_no_longer(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.get(SIGN_IN)
    token = {"X-CSRFToken": client.cookies["csrf"].value}
    client.post(comments(world), {"body": LONG, "as": "me", "submit_key": KEY}, headers=token)
    client.post(SIGN_IN, {"login": world.author.handle, "password": make.PASSWORD, "next": RESUME}, headers=token)
    (form,) = waiting(client)
    assert client.post(form.pop("action"), form).status_code == 303
    assert Comment.objects.filter(member=world.author, body__startswith="Call them").count() == 1
    assert waiting(client) == []


def test_it_waits_until_it_was_really_sent(world: World, client: Client) -> None:
    send(client, world)
    client.force_login(world.suspended)
    make.suspension(member=world.suspended, by=world.admin)
    assert send(client, world).status_code == 422
    assert len(waiting(client)) == 1


def test_it_can_be_thrown_away(world: World, client: Client) -> None:
    send(client, world)
    client.force_login(world.author)
    assert client.post(RESUME).status_code == 303
    assert waiting(client) == []


def test_words_of_two_tabs_are_both_there(world: World, client: Client) -> None:
    send(client, world)
    client.post(reverse("members:hello", args=world.args("members:hello")), {"words": LONG})
    client.force_login(world.author)
    assert len(waiting(client)) == 2


def test_what_was_kept_while_it_was_typed_is_not_there_twice(world: World, client: Client) -> None:
    client.post(reverse("forum:draft"), {"body": LONG[:20], "context": "ask"}, headers=PARTIAL)
    client.post(reverse("forum:draft"), {"body": LONG[:40], "context": "ask"}, headers=PARTIAL)
    send(client, world)
    client.force_login(world.author)
    assert [form["action"] for form in waiting(client)] == [comments(world)]


def test_what_was_kept_late_while_it_was_typed_is_not_there_twice(world: World, client: Client) -> None:
    send(client, world)
    client.post(reverse("forum:draft"), {"body": LONG, "context": "ask"}, headers=PARTIAL)
    client.force_login(world.author)
    assert [form["action"] for form in waiting(client)] == [comments(world)]


@pytest.mark.parametrize("name", ["forum:preview", "forum:bookmark", "forum:follow"])
def test_what_is_no_writing_is_not_kept(world: World, client: Client, name: str) -> None:
    path = reverse(name, args=world.args(name) if addresses().get(name) else [])
    client.post(path, {"body": LONG} if name == "forum:preview" else {"on": "1"}, headers=PARTIAL)
    assert not Session.objects.exists()


# --- how a session ends, and how one comes in again -------------------------------------------------------


def ends(how: str, client: Client, member: Member) -> None:
    elsewhere = Client()
    if how == "it ran out":
        Session.objects.all().delete()
    elif how == "signed out in another tab":
        client.post("/accounts/logout/")
    else:
        elsewhere.force_login(member)
        form = {"oldpassword": make.PASSWORD, "password1": "quite another one 7", "password2": "quite another one 7"}
        elsewhere.post("/accounts/password/change/", form)
        member.set_password(make.PASSWORD)  # so that all sign in alike; the old session is over all the same
        member.save(update_fields=["password"])


@pytest.mark.parametrize("how", ["it ran out", "signed out in another tab", "the password was changed"])
def test_however_it_ended_it_is_there_for_its_writer_and_for_nobody_else(world: World, how: str) -> None:
    for who, there in ((world.author, 1), (world.member, 0)):
        client = Client()
        signs_in(client, world.author, "/")
        ends(how, client, world.author)
        assert next_of(send(client, world, **{"as": "mask"})) == RESUME
        page = signs_in(client, who).content.decode()
        assert len(fields_of(page)) == there, who
        assert ("Call them" in page) is bool(there)


def test_nobody_else_gets_it_back_later_either(world: World, client: Client) -> None:
    signs_in(client, world.author, "/")
    ends("it ran out", client, world.author)
    send(client, world)
    signs_in(client, world.member)
    held = [interrupted.kept(session.get_decoded()) for session in Session.objects.all()]  # type: ignore[arg-type]
    assert [forms for forms in held if forms] == []


def test_another_browser_has_nothing_of_it(world: World, client: Client) -> None:
    send(client, world)
    other = Client()
    other.force_login(world.author)
    assert waiting(other) == []


def test_with_a_code_by_mail(world: World, client: Client) -> None:
    assert next_of(send(client, world)) == RESUME
    client.get("/accounts/login/code/", {"next": RESUME})
    client.post("/accounts/login/code/", {"email": world.author.email, "next": RESUME})
    (code,) = re.findall(r"^ {4}(\S+)$", str(mail.outbox[-1].body), re.MULTILINE)
    page = client.post("/accounts/login/code/confirm/", {"code": code, "next": RESUME}, follow=True)
    assert len(fields_of(page.content.decode())) == 1
    assert client.session.get_expiry_age() > interrupted.KEPT_SECONDS


def test_with_a_second_factor_in_between(world: World, client: Client) -> None:
    secret = generate_totp_secret()
    TOTP.activate(world.author, secret)
    send(client, world)
    signs_in(client, world.author)
    assert waiting(client) == []
    typed = format_hotp_value(hotp_value(secret, list(counters())[-1]))
    page = client.post("/accounts/2fa/authenticate/", {"code": typed}, follow=True)
    assert len(fields_of(page.content.decode())) == 1


# --- what is not kept, and what is not told ---------------------------------------------------------------


def test_the_session_says_nothing_of_it(world: World, client: Client) -> None:
    """It will be a member's, and the words may be meant for behind a mask."""
    signs_in(client, world.author, "/")
    ends("it ran out", client, world.author)
    client.post(reverse("forum:answer", args=[world.topic.pk]), {"body": LONG, "as": "mask"})
    signs_in(client, world.author)
    held = str([session.get_decoded() for session in Session.objects.all()])
    for told in ("Call them", "mask", "/t/", "answer", interrupted.tag_of(world.author)):
        assert told not in held


def test_the_cookie_tells_no_name_and_goes_with_the_window(world: World, client: Client) -> None:
    client.force_login(world.author)
    client.get("/")
    cookie = client.cookies["writer"]
    assert (cookie["max-age"], cookie["expires"], cookie["httponly"], cookie["samesite"]) == ("", "", True, "Lax")
    tag = cookie.value.partition(":")[0]
    assert tag == interrupted.tag_of(world.author)
    assert tag != interrupted.tag_of(world.member)


def test_a_made_up_cookie_is_nobody_s(world: World, client: Client) -> None:
    client.cookies["writer"] = f"{interrupted.tag_of(world.author)}:x:y"
    send(client, world)
    client.force_login(world.member)
    assert len(waiting(client)) == 1


def test_a_visitor_gets_no_cookie(world: World, client: Client) -> None:
    for path in ("/", "/latest/", SIGN_IN, world.post.topic.get_absolute_url()):
        client.get(path)
    assert "writer" not in client.cookies


@pytest.mark.parametrize("signed_in_first", [False, True])
def test_after_an_hour_it_is_gone(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch, signed_in_first: bool
) -> None:
    send(client, world)
    (session,) = Session.objects.all()
    assert (session.expire_date - make.timezone.now()).total_seconds() <= interrupted.KEPT_SECONDS
    if signed_in_first:
        client.force_login(world.author)
    now = interrupted.time.time()
    monkeypatch.setattr("forum.interrupted.time.time", lambda: now + AN_HOUR)
    client.force_login(world.author)
    assert waiting(client) == []
    client.post(reverse("forum:bookmark", args=[world.post.pk]), {"on": "1"})
    assert interrupted.SESSION_KEY not in client.session


def test_a_sign_in_lasts_as_long_as_any(world: World, client: Client) -> None:
    send(client, world)
    client.force_login(world.author)
    assert client.session.get_expiry_age() > interrupted.KEPT_SECONDS


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/accounts/password/change/", {"oldpassword": "secret words here", "password1": "x y", "password2": "x y"}),
        ("/accounts/reauthenticate/", {"password": "secret words here"}),
        ("/accounts/email/", {"email": "a@example.org", "password": "secret words here"}),
    ],
)
def test_no_secret_is_kept(world: World, client: Client, path: str, form: dict[str, str]) -> None:
    assert next_of(client.post(path, form)) != RESUME
    assert not Session.objects.exists()


def test_too_much_is_not_kept(world: World, client: Client) -> None:
    answer = send(client, world, body="much " * 60_000)
    assert next_of(answer) != RESUME
    assert not Session.objects.exists()


def test_without_the_mask_key_nothing_is_kept(world: World, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_text: str) -> str:
        raise sealed.MaskKeyError

    monkeypatch.setattr("masks.sealed.wrap", refuse)
    assert next_of(send(client, world)) != RESUME


def test_a_stranger_fills_no_sessions(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interrupted, "PER_SENDER", Limit("interrupted", 2, interrupted.PER_SENDER.window))
    for name in ("me", "mask"):
        for _time in range(4):
            Client().post(reverse("forum:answer", args=[world.topic.pk]), {"body": LONG, "as": name})
    assert Session.objects.count() == 4
