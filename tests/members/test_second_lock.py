"""Whoever tends needs a second lock: a week to set it up, then nothing that only stewards may is open without it."""

from __future__ import annotations

import pickle
from datetime import timedelta
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forum.models import Appointment, Space
from members.models import Community, Member
from members.rules import NotAllowed
from privacy.actions import erasures
from tests import cast, make
from tests.joining import code_in_mail
from tests.matrix import MATRIX
from tests.matrix_world import World, addresses
from tests.members.test_second_factor import at, code
from tests.test_matrix import ask, path_of

pytestmark = pytest.mark.django_db
DESK = "/desk/"
LONG_AGO = timedelta(days=30)


def the_week_is_over() -> None:
    then = timezone.now() - LONG_AGO
    Community.objects.update(second_lock_from=then)
    Member.objects.filter(is_staff=True).update(lock_asked_from=then)
    Appointment.objects.update(starts_at=then)
    cache.clear()


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(Member.objects.get(pk=member.pk))
    return client


def by_password(member: Member) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": member.handle, "password": make.PASSWORD})
    return client


@pytest.fixture
def space() -> Space:
    make.community()
    return make.space(title="Cards and loans")


@pytest.fixture(params=["moderator", "admin"])
def steward(request: pytest.FixtureRequest, space: Space) -> Member:
    member = cast.nasreen() if request.param == "admin" else make.moderator(of=space, by=cast.nasreen(), name="Marit")
    member.emailaddress_set.create(email=member.email, verified=True, primary=True)
    return member


def test_for_a_week_they_tend_and_are_asked(steward: Member) -> None:
    html = signed_in(steward).get(DESK).content.decode()
    assert "needs a second lock on their account" in html


def test_then_the_desk_is_closed_and_says_how_to_open_it(steward: Member) -> None:
    the_week_is_over()
    client = signed_in(steward)
    answer = client.get(DESK)
    assert answer.status_code == 403
    assert reverse("mfa_index") in answer.content.decode()
    assert "A second lock first" in answer.content.decode()
    assert DESK in client.get("/").content.decode()  # the header still leads there
    assert client.get(reverse("mfa_index")).status_code == 200


def test_nothing_that_a_member_may_not_is_open_to_a_steward_without_it() -> None:
    world, wrong = World(), []
    the_week_is_over()
    roles = {"moderator": 3, "admin": 5}
    clients = {name: signed_in(world.role(name)) for name in roles}
    asked = 0
    for name, takes in addresses().items():
        for method, letters in zip(("get", "post"), MATRIX[name], strict=True):
            for role, number in roles.items():
                if letters[1] in "xn" and letters[number] not in "xnm":
                    asked += 1
                    found = ask(clients[role], path_of(world, name, takes), method)
                    if found not in "xn":
                        wrong.append(f"{role} {method} {name}: {found}")
    assert asked > 80
    assert wrong == []


def test_no_page_shows_what_stewards_read_however_it_asks_what_they_tend(steward: Member, space: Space) -> None:
    """By itself, beside the spaces, or in the one question about a page that is kept for many."""
    closed = make.space(title="Among moderators", visibility=Space.Visibility.MODERATORS)
    make.topic(space=closed, title="Lantern words for few")
    topic = make.topic(space=space, title="Lantern words for all")
    make.answer(topic=topic, body="Nobody reads this yet.", status="held")
    the_week_is_over()
    client, others = signed_in(steward), [signed_in(make.member()) for _number in range(2)]
    for path in ("/", "/search/?q=lantern", "/latest/", f"/s/{space.slug}/", topic.get_absolute_url()):
        for reader in (*others, client, client):  # kept for many by then
            html = reader.get(path).content.decode()
            assert space.title in html
            assert "Among moderators" not in html, path
            assert "for few" not in html, path
            assert "Nobody reads this yet" not in html, path


def test_a_member_who_tends_nothing_is_asked_for_nothing(space: Space) -> None:
    the_week_is_over()
    pau = cast.pau()
    client = signed_in(pau)
    topic = make.topic(space=space)
    assert client.get(topic.get_absolute_url()).status_code == 200
    assert "second lock" not in client.get("/").content.decode()
    assert "A second lock first" not in client.get(DESK).content.decode()


def test_whoever_signed_in_with_it_tends(steward: Member) -> None:
    the_week_is_over()
    secret = generate_totp_secret()
    TOTP.activate(steward, secret)
    with at(0):
        client = by_password(steward)
        assert "_auth_user_id" not in client.session
        client.post("/accounts/2fa/authenticate/", {"code": code(secret)})
        assert client.get(DESK).status_code == 200


def test_a_session_that_never_showed_it_stays_closed_though_the_account_has_one(steward: Member) -> None:
    """Whichever way it came to be: an older one, another door, a stolen cookie."""
    the_week_is_over()
    secret = generate_totp_secret()
    client = signed_in(steward)
    TOTP.activate(steward, secret)
    assert client.get(DESK).status_code == 403
    with at(0):
        answer = client.post(f"/accounts/2fa/reauthenticate/?next={DESK}", {"code": code(secret)})
        assert answer.status_code == 302
    assert client.get(DESK).status_code == 200


@pytest.mark.django_db(transaction=True)  # the library tells of it when the transaction has ended
def test_whoever_sets_it_up_goes_on_in_that_session_alone(steward: Member) -> None:
    the_week_is_over()
    other = signed_in(steward)
    with at(0):
        client = by_password(steward)
        assert client.get(DESK).status_code == 403
        client.post("/accounts/reauthenticate/", {"password": make.PASSWORD, "next": "/"})
        page = client.get("/accounts/2fa/totp/activate/")
        answer = client.post("/accounts/2fa/totp/activate/", {"code": code(page.context["form"].secret)})
        assert answer.status_code == 302, dict(answer.context["form"].errors)
    assert client.get(DESK).status_code == 200
    assert other.get(DESK).status_code == 403


def test_whoever_takes_it_off_is_out_at_once(steward: Member) -> None:
    the_week_is_over()
    secret = generate_totp_secret()
    TOTP.activate(steward, secret)
    with at(0):
        client = by_password(steward)
        client.post("/accounts/2fa/authenticate/", {"code": code(secret)})
    Authenticator.objects.all().delete()
    assert client.get(DESK).status_code == 403


def test_a_recovery_code_opens_it_once(steward: Member) -> None:
    the_week_is_over()
    TOTP.activate(steward, generate_totp_secret())
    recovery = RecoveryCodes.activate(steward).get_unused_codes()[0]
    client = by_password(steward)
    client.post("/accounts/2fa/authenticate/", {"code": recovery})
    assert client.get(DESK).status_code == 200
    again = by_password(steward)
    again.post("/accounts/2fa/authenticate/", {"code": recovery})
    assert again.get(DESK).status_code == 302


def test_no_way_in_by_a_code_that_was_mailed(steward: Member) -> None:
    the_week_is_over()
    TOTP.activate(steward, generate_totp_secret())
    client = Client()
    client.post("/accounts/login/code/", {"email": steward.email})
    answer = client.post("/accounts/login/code/confirm/", {"code": code_in_mail()})
    assert answer["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session


def test_nor_by_a_new_password(steward: Member) -> None:
    the_week_is_over()
    TOTP.activate(steward, generate_totp_secret())
    client = Client()
    client.post("/accounts/password/reset/", {"email": steward.email})
    client.post("/accounts/password/reset/confirm/", {"code": code_in_mail()})
    new = "another long enough password"
    client.post("/accounts/password/reset/complete/", {"password1": new, "password2": new})
    assert Member.objects.get(pk=steward.pk).check_password(new)
    assert "_auth_user_id" not in client.session
    client.post("/accounts/login/", {"login": steward.handle, "password": new})
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("page", ["hosting:operations", "hosting:settings", "members:community", "oidc:providers"])
def test_an_admin_is_told_at_every_page_of_theirs_what_opens_it(page: str) -> None:
    make.community()
    client, other = signed_in(cast.nasreen()), signed_in(make.member())
    the_week_is_over()
    answer = client.get(reverse(page))
    assert answer.status_code == 403
    assert "A second lock first" in answer.content.decode()
    assert other.get(reverse(page)).status_code == 404


def test_what_a_request_may_not_is_never_written_into_the_account() -> None:
    make.community()
    admin = cast.nasreen()
    the_week_is_over()
    client = signed_in(admin)
    client.get(DESK)
    admin = Member.objects.get(pk=admin.pk)
    admin.keep_out()
    assert (admin.is_staff, admin.tending_closed) == (False, True)
    admin.display_name = "Nasreen"
    admin.save()
    assert not admin.is_staff
    kept = Member.objects.get(pk=admin.pk)
    assert (kept.is_staff, kept.display_name) == (True, "Nasreen")


def test_a_password_that_an_admin_changes_leaves_them_an_admin() -> None:
    make.community()
    admin = cast.nasreen()
    admin.emailaddress_set.create(email=admin.email, verified=True, primary=True)
    the_week_is_over()
    client = by_password(admin)
    new = "another long enough password"
    sent = {"oldpassword": make.PASSWORD, "password1": new, "password2": new}
    client.post(reverse("account_change_password"), sent)
    kept = Member.objects.get(pk=admin.pk)
    assert (kept.check_password(new), kept.is_staff) == (True, True)


def test_a_member_of_a_request_can_be_kept_in_a_cache(steward: Member) -> None:
    steward.second_lock = lambda: True
    assert b"lambda" not in pickle.dumps(steward)


def test_a_later_term_is_no_second_week(space: Space) -> None:
    marit = make.moderator(of=space, by=cast.nasreen(), name="Marit")
    the_week_is_over()
    make.appoint(member=marit, space=make.space(), by=Member.objects.get(handle="nasreen"))
    assert signed_in(marit).get(DESK).status_code == 403


def test_nor_is_it_one_for_an_admin_who_gets_a_term(space: Space) -> None:
    admin, other = cast.nasreen(), make.admin()
    topic = make.topic(space=space)
    make.answer(topic=topic, body="Nobody reads this yet.", status="held")
    the_week_is_over()
    make.appoint(member=admin, space=space, by=other)
    client = signed_in(admin)
    assert client.get(DESK).status_code == 403
    for path in ("/", topic.get_absolute_url()):
        assert "Nobody reads this yet" not in client.get(path).content.decode()


def test_an_admin_who_resigned_and_tends_since_has_their_week(space: Space) -> None:
    admin = cast.nasreen()
    the_week_is_over()
    Member.objects.filter(pk=admin.pk).update(is_staff=False)
    make.appoint(member=admin, space=space, by=make.admin())
    assert signed_in(admin).get(DESK).status_code == 200


def test_the_only_admin_does_not_go_by_having_none(space: Space) -> None:
    admin = cast.nasreen()
    the_week_is_over()
    assert "only admin" in signed_in(admin).get(reverse("privacy:leaving")).content.decode()
    kept_out = Member.objects.get(pk=admin.pk)
    kept_out.keep_out()
    with pytest.raises(NotAllowed, match="only admin"):
        erasures.ask(member=kept_out, words="keep", masked="stay")


# --- the console --------------------------------------------------------------------------------------------------


def test_the_console_takes_it_off_and_gives_a_week(steward: Member) -> None:
    the_week_is_over()
    secret = generate_totp_secret()
    TOTP.activate(steward, secret)
    with at(0):
        client = by_password(steward)
        client.post("/accounts/2fa/authenticate/", {"code": code(secret)})
        assert client.get("/").wsgi_request.user.is_authenticated
    out = StringIO()
    call_command("reset_second_lock", steward.handle, stdout=out)
    assert "a week to set up another" in out.getvalue()
    assert not Authenticator.objects.exists()
    assert not client.get("/").wsgi_request.user.is_authenticated
    assert by_password(steward).get(DESK).status_code == 200


@pytest.mark.parametrize("handle", ["nobody", ""])
def test_the_console_says_where_nobody_is_meant(space: Space, handle: str) -> None:
    with pytest.raises(CommandError, match="Nobody here"):
        call_command("reset_second_lock", handle)


def test_nor_where_there_is_none(steward: Member) -> None:
    with pytest.raises(CommandError, match="no second lock"):
        call_command("reset_second_lock", steward.handle)
