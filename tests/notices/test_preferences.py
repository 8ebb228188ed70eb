"""What comes by mail is each member's own choice, kind by kind."""

import pytest
from django.test import Client

from members.models import Member
from notices.actions.choices import How, choose
from notices.kinds import KINDS
from notices.models import Choice
from notices.rules import wants_by_mail
from tests import make

pytestmark = pytest.mark.django_db
URL = "/settings/mail/"
DEFAULTS = [kind.name for kind in KINDS.values() if kind.is_choosable and kind.by_mail]


def signed_in(client: Client) -> Member:
    member = make.member()
    client.force_login(member)
    return member


def test_every_kind_is_there_and_the_account_is_not(client: Client) -> None:
    signed_in(client)
    page = client.get(URL).content.decode()
    for kind in KINDS.values():
        assert (f'value="{kind.name}"' in page) is kind.is_choosable


def test_saving_the_defaults_writes_nothing(client: Client) -> None:
    signed_in(client)
    assert client.post(URL, {"by_mail": DEFAULTS}).status_code == 303
    assert not Choice.objects.exists()


def test_one_off_and_one_on(client: Client) -> None:
    member = signed_in(client)
    client.post(URL, {"by_mail": [*[name for name in DEFAULTS if name != "thanked"], "followed"]})
    assert not wants_by_mail(member, KINDS["thanked"])
    assert wants_by_mail(member, KINDS["followed"])
    assert set(Choice.objects.values_list("kind", "how")) == {("thanked", "settings"), ("followed", "settings")}


def test_none_at_all(client: Client) -> None:
    member = signed_in(client)
    client.post(URL, {})
    assert not any(wants_by_mail(member, kind) for kind in KINDS.values() if kind.is_choosable)


@pytest.mark.parametrize("kind", ["suspended", "approved", "hello", "no_such_kind", ""])
def test_about_these_nobody_decides(client: Client, kind: str) -> None:
    member = signed_in(client)
    assert client.post(URL, {"by_mail": [kind]}).status_code == 422
    assert not Choice.objects.exists()
    with pytest.raises(ValueError, match=kind):
        choose(member=member, kind=kind, by_mail=False, how=How.SETTINGS)


def test_a_visitor_signs_in_first(client: Client) -> None:
    assert client.get(URL).status_code == 302
    assert client.post(URL, {}).status_code == 302


def test_without_a_token_nothing_is_saved() -> None:
    client = Client(enforce_csrf_checks=True)
    signed_in(client)
    assert client.post(URL, {}).status_code == 403
    assert not Choice.objects.exists()


def test_what_stopped_by_itself_says_so(client: Client) -> None:
    member = signed_in(client)
    choose(member=member, kind="reciprocity", by_mail=False, how=How.TWO_IGNORED)
    assert "Two of these went by" in client.get(URL).content.decode()


def test_two_queries_whatever_the_choices(client: Client, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    signed_in(client)
    client.post(URL, {})
    with django_assert_max_num_queries(8):
        client.get(URL)
