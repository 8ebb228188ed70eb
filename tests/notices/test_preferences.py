"""What comes by mail is each member's own choice, kind by kind."""

import pytest
from django.test import Client

from members.models import Member
from notices.actions.choices import How, choose
from notices.kinds import KINDS, Duty, Kind
from notices.models import Choice
from notices.rules import wants_by_mail
from tests import make

pytestmark = pytest.mark.django_db
URL = "/settings/mail/"


def has_box(kind: Kind) -> bool:
    """The digest has three choices in place of one box: test_digest.py."""
    return kind.is_choosable and not kind.by_rhythm


DEFAULTS = [kind.name for kind in KINDS.values() if has_box(kind) and kind.by_mail]


def signed_in(client: Client, member: Member | None = None) -> Member:
    member = member or make.member()
    client.force_login(member)
    return member


def asked_about(client: Client) -> set[str]:
    page = client.get(URL).content.decode()
    return {kind.name for kind in KINDS.values() if f'value="{kind.name}"' in page}


def with_duty(*duties: Duty | None) -> set[str]:
    return {kind.name for kind in KINDS.values() if has_box(kind) and kind.duty in duties}


def test_every_kind_is_there_and_the_account_is_not(client: Client) -> None:
    signed_in(client, make.admin())
    assert asked_about(client) == {kind.name for kind in KINDS.values() if has_box(kind)}


def test_nobody_is_asked_about_duties_that_they_do_not_have(client: Client) -> None:
    signed_in(client)
    assert asked_about(client) == with_duty(None)
    signed_in(client, make.moderator(of=make.space()))
    assert asked_about(client) == with_duty(None, Duty.TENDS)
    assert with_duty(Duty.TENDS)
    assert with_duty(Duty.ADMIN)


def test_saving_leaves_alone_what_was_not_asked(client: Client) -> None:
    member = signed_in(client)
    choose(member=member, kind="danger", by_mail=True, how=How.SETTINGS)
    client.post(URL, {})
    assert wants_by_mail(member, KINDS["danger"])


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
    assert not any(wants_by_mail(member, KINDS[name]) for name in with_duty(None))


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


def test_as_many_queries_whatever_the_choices(client: Client, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    signed_in(client)
    client.post(URL, {})
    with django_assert_max_num_queries(9):
        client.get(URL)
