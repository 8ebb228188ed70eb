"""R31: what a mail holds opens one door, once, for as long as it says, for whoever asked for it in that browser."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from members.actions import community as opening
from members.actions import invitations
from members.models import Community, Invitation, Member
from tests import cast, make
from tests.joining import CODE, code_in_mail, sign_up

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("patient")]

LIFE = 15 * 60  # seconds of a code; the promise allows an hour
NEW = "another long password"
NEW_ADDRESS = "ines@elsewhere.example"


@dataclass(frozen=True)
class Door:
    ask: Callable[[Client], object]
    page: str  # where the code is typed
    is_open: Callable[[Client], bool]


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def may_choose_a_password(client: Client) -> bool:
    client.post("/accounts/password/reset/complete/", {"password1": NEW, "password2": NEW})
    return Member.objects.get(handle="ines").check_password(NEW)


def has_the_new_address(_client: Client) -> bool:
    return Member.objects.get(handle="ines").emailaddress_set.filter(email=NEW_ADDRESS, verified=True).exists()


def change_address(client: Client) -> None:
    client.post("/accounts/login/", {"login": "ines", "password": make.PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": make.PASSWORD})
    client.post("/accounts/email/", {"action_add": "", "email": NEW_ADDRESS})


DOORS = {
    "signing in": Door(
        lambda client: client.post("/accounts/login/code/", {"email": "ines@example.org"}),
        "/accounts/login/code/confirm/",
        is_in,
    ),
    "joining": Door(sign_up, CODE, is_in),
    "a new password": Door(
        lambda client: client.post("/accounts/password/reset/", {"email": "ines@example.org"}),
        "/accounts/password/reset/confirm/",
        may_choose_a_password,
    ),
    "another address": Door(change_address, CODE, has_the_new_address),
}
every_door = pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)


@pytest.fixture(autouse=True)
def _ines() -> None:
    make.community()
    member = cast.ines()
    member.emailaddress_set.create(email=member.email, verified=True, primary=True)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    began = time.time
    return lambda seconds: monkeypatch.setattr(time, "time", lambda: began() + seconds)


def coded(client: Client, door: Door) -> str:
    cache.clear()  # how often one may ask is not what is looked at here
    door.ask(client)
    return code_in_mail()


@every_door
def test_a_code_opens_its_door(client: Client, door: Door) -> None:
    client.post(door.page, {"code": coded(client, door)})
    assert door.is_open(client)


@every_door
def test_until_its_time_is_over(client: Client, door: Door, later: Callable[[float], None]) -> None:
    code = coded(client, door)
    later(LIFE - 10)
    client.post(door.page, {"code": code})
    assert door.is_open(client)


@every_door
def test_and_not_after_it(client: Client, door: Door, later: Callable[[float], None]) -> None:
    code = coded(client, door)
    later(LIFE + 10)
    client.post(door.page, {"code": code})
    assert not door.is_open(client)


@every_door
def test_in_the_browser_that_asked_alone(client: Client, door: Door) -> None:
    """Whoever reads a mail over somebody's shoulder has nothing of it."""
    code, other = coded(client, door), Client()
    other.post(door.page, {"code": code})
    assert not door.is_open(other)


@pytest.mark.parametrize("name", ["signing in", "a new password"])
def test_a_code_opens_no_other_door(client: Client, name: str) -> None:
    (other,) = {"signing in", "a new password"} - {name}
    code = coded(client, DOORS[name])
    client.post(DOORS[other].page, {"code": code})
    assert not DOORS[other].is_open(client)


@pytest.mark.parametrize("name", ["signing in", "joining"])  # for a new password one asks again from the beginning
def test_a_newer_code_ends_the_one_before(client: Client, name: str) -> None:
    door = DOORS[name]
    before = coded(client, door)
    cache.clear()
    client.post(door.page, {"action": "resend"})
    assert code_in_mail() != before
    client.post(door.page, {"code": before})
    assert not door.is_open(client)
    client.post(door.page, {"code": code_in_mail()})
    assert door.is_open(client)


def test_a_code_for_a_new_password_chooses_one_once(client: Client) -> None:
    door = DOORS["a new password"]
    code = coded(client, door)
    client.post(door.page, {"code": code})
    assert door.is_open(client)
    client.post(door.page, {"code": code})
    third = "yet another long password"
    client.post("/accounts/password/reset/complete/", {"password1": third, "password2": third})
    assert not Member.objects.get(handle="ines").check_password(third)


def test_where_it_was_typed_a_new_password_is_not_chosen_for_ever(
    client: Client, later: Callable[[float], None]
) -> None:
    """Somebody typed the code, and went away from a computer that others use."""
    door = DOORS["a new password"]
    client.post(door.page, {"code": coded(client, door)})
    later(3600)
    assert not door.is_open(client)


def test_a_code_that_signed_somebody_in_does_so_once(client: Client) -> None:
    door = DOORS["signing in"]
    code = coded(client, door)
    client.post(door.page, {"code": code})
    client.post("/accounts/logout/")
    client.post(door.page, {"code": code})
    assert not is_in(client)


# --- links ---------------------------------------------------------------------------------------------------

# Addresses with a secret in them, and what bounds each. One that is in no row fails.
LINKS = {
    "join/<str:token>/": "one person, until it is withdrawn or old (below; test_invitations.py)",
    "setup/<str:token>/": "one admin, until a newer one was made or the doors are open (below; test_setup.py)",
    "setup/<str:token>/<int:number>/": "as above",
    "stop/<str:token>/": "stops mail of one kind, for ever: whoever wants no mail is not late (notices/test_stop.py)",
    "local-mail/<str:token>/": "where it is tried out, without a mail server, alone (embedded/test_mail.py)",
    "local-mail/<str:token>/<str:name>/": "as above",
}


def routes(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns)
        else:
            yield str(pattern.pattern)


def secret_ones(found: Iterator[str]) -> set[str]:
    return {
        route for route in found if any(word in route for word in ("token", "<str:key", "P<key", "secret", "signed"))
    }


def test_each_link_with_a_secret_is_known() -> None:
    from community.embedded import urls as embedded

    here = {*secret_ones(routes(get_resolver().url_patterns)), *secret_ones(routes(embedded.urlpatterns))}
    assert here == LINKS.keys()


def test_a_link_that_nobody_knows_would_be_found() -> None:
    assert secret_ones(iter(["x/<str:token>/", "about/", "^reset/(?P<key>.+)/$"])) == {
        "x/<str:token>/",
        "^reset/(?P<key>.+)/$",
    }


def test_an_invitation_lets_one_in_and_no_second() -> None:
    Community.objects.update(registration=Community.Registration.INVITATION)
    invitation, token = invitations.invite(by=cast.marit())
    first, second = Client(), Client()
    assert first.get(f"/join/{token}/").status_code == 200
    sign_up(first)
    first.post(CODE, {"code": code_in_mail()})
    assert is_in(first)
    assert second.get(f"/join/{token}/").status_code == 404
    Invitation.objects.filter(pk=invitation.pk).update(used_at=None, used_by=None, expires_at=timezone.now())
    assert second.get(f"/join/{token}/").status_code == 404


def test_an_invitation_is_old_after_its_time() -> None:
    invitation, _token = invitations.invite(by=cast.marit())
    assert invitation.expires_at <= timezone.now() + timedelta(days=14)


def test_a_link_to_set_up_ends_the_one_before_and_itself() -> None:
    Community.objects.update(set_up_at=None)
    before, now = (f"/setup/{opening.make_setup_link()}/" for _ in range(2))
    assert Client().get(before).status_code == 404
    assert Client().get(now, follow=True).status_code == 200
    Community.objects.update(set_up_at=timezone.now())
    assert Client().get(now).status_code == 404


def test_no_mail_is_sent_that_signs_somebody_in_by_a_link(client: Client) -> None:
    """Whoever forwards a mail, or whose mail program looks at links, opens nothing: codes are typed."""
    for door in DOORS.values():
        mail.outbox.clear()
        person = Client()
        coded(person, door)
        for message in mail.outbox:
            for found in str(message.body).split():
                if found.startswith("http"):
                    visitor = Client()
                    visitor.get(found, follow=True)
                    assert not is_in(visitor)
