"""Who is signed in: read past Django's own ways, and the same as by them."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DjangosOwn
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members.models import Member
from tests import make
from web.sessions import FORMER_BACKEND, SessionStore

pytestmark = pytest.mark.django_db


@pytest.fixture
def ines():
    make.community()
    return make.member(handle="ines", name="Ines Calder")


def browser(member):
    client = Client()
    client.force_login(member)
    return client


def is_signed_in(client):
    return 'href="/@ines/"' in client.get("/latest/").content.decode()


def test_it_is_the_store_of_this_site() -> None:
    assert import_module(settings.SESSION_ENGINE).SessionStore is SessionStore


def test_a_session_and_its_member_are_one_question_each(ines) -> None:
    client = browser(ines)
    with CaptureQueriesContext(connection) as asked:
        assert is_signed_in(client)
    assert sum("django_session" in query["sql"] for query in asked) == 1
    assert sum('FROM "members_member" WHERE "members_member"."id"' in query["sql"] for query in asked) == 1


def test_a_session_of_before_goes_on(ines) -> None:
    client = browser(ines)
    session = client.session
    session[BACKEND_SESSION_KEY] = FORMER_BACKEND
    session.save()
    assert is_signed_in(client)


def test_what_django_wrote_is_read_and_the_other_way_round() -> None:
    theirs, ours = DjangosOwn(), SessionStore()
    for store in (theirs, ours):
        store["kept"] = "ключ"
        store.create()
    assert SessionStore(theirs.session_key)["kept"] == DjangosOwn(ours.session_key)["kept"] == "ключ"


def test_an_expired_session_is_none(ines) -> None:
    client = browser(ines)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert not is_signed_in(client)


@pytest.mark.parametrize("key", ["", "x" * 32, "short", "x" * 31 + "\\000", '"' + "x" * 31 + '\\000"', "X" * 32])
def test_a_key_that_nobody_was_given_opens_nothing_and_is_not_taken_on(ines, key) -> None:
    store = SessionStore(key)
    assert store.load() == {}
    assert store.session_key is None
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    assert not is_signed_in(client)


def test_a_session_with_altered_data_is_empty(ines) -> None:
    client = browser(ines)
    Session.objects.update(session_data="ab:cd:ef")
    assert not is_signed_in(client)


@pytest.mark.parametrize("change", [{"is_active": False}, {"password": "another"}])
def test_an_account_that_was_closed_or_has_another_password_is_signed_out(ines, change) -> None:
    client = browser(ines)
    assert is_signed_in(client)
    Member.objects.filter(pk=ines.pk).update(**change)
    assert not is_signed_in(client)


def test_an_account_that_is_gone_is_signed_out(ines) -> None:
    client = browser(ines)
    Member.objects.filter(pk=ines.pk).delete()
    assert not is_signed_in(client)
