"""The client secret lies sealed, is read with the keys of before, and where none fits everybody reads a sentence."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from hosting import kept_settings
from hosting.queries.page import facts
from hosting.queries.wrong import wrong
from members.models import Member
from oidc import actions, protocol, sealing
from oidc.models import Provider
from tests import cast
from tests.oidc.going import BACK, BEGIN, connected, goes, signs_in, who
from tests.oidc.provider import SECRET, FakeProvider
from tests.oidc.test_own import fresh
from tests.oidc.test_setting_up import page_of, saves

pytestmark = pytest.mark.django_db
LOST = "cannot be read, since SECRET_KEY is another one now"
NOT_NOW = "The Library does not sign anybody in here just now."


@pytest.fixture
def admin(client: Client, provider: Provider) -> Member:
    nasreen = cast.nasreen()
    fresh(client, nasreen)
    return nasreen


def whole_row(provider: Provider) -> str:
    """All that a copy of the database has of it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT p::text FROM oidc_provider p WHERE id = %s", [provider.pk])
        return str(cursor.fetchone()[0])


def of_before(provider: Provider) -> None:
    """As the version of before wrote it."""
    Provider.objects.filter(pk=provider.pk).update(secret=SECRET, sealed_secret="")


def upgraded(ago: timedelta) -> None:
    rows = MigrationRecorder(connection).migration_qs.filter(app="oidc", name=actions.SEALS_SINCE)
    assert rows.update(applied=timezone.now() - ago) == 1


def another_key(settings: Any, *fallbacks: str) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another " * 8, list(fallbacks)


# --- sealed ------------------------------------------------------------------------------------------------------


def test_what_is_typed_lies_sealed_and_signs_people_in(
    client: Client, admin: Member, fake: FakeProvider, provider: Provider
) -> None:
    Provider.objects.update(sealed_secret="")
    assert saves(client, provider).status_code == 302
    provider.refresh_from_db()
    row = whole_row(provider)
    assert provider.sealed_secret in row
    assert SECRET not in row
    assert sealing.secret_of(provider) == SECRET
    visitor, ines = Client(), cast.ines()
    connected(provider, ines)
    signs_in(visitor, fake)
    assert who(visitor) == ines.pk


def test_the_same_secret_is_sealed_differently_each_time() -> None:
    assert sealing.sealed(SECRET) != sealing.sealed(SECRET)
    assert sealing.sealed("") == ""


def test_a_box_that_was_changed_opens_no_more(provider: Provider) -> None:
    provider.sealed_secret = provider.sealed_secret[:-6] + "AAAAA="
    with pytest.raises(sealing.Unreadable):
        sealing.secret_of(provider)


# --- carried over ------------------------------------------------------------------------------------------------


def test_what_the_version_of_before_wrote_signs_people_in_and_stays_for_a_day(
    fake: FakeProvider, provider: Provider
) -> None:
    """Until then it runs beside this one, or somebody goes back to it."""
    of_before(provider)
    upgraded(timedelta(hours=23))
    assert actions.seal_secrets() == 0
    assert SECRET in whole_row(provider)
    visitor, ines = Client(), cast.ines()
    connected(provider, ines)
    signs_in(visitor, fake)
    assert who(visitor) == ines.pk


def test_after_a_day_it_is_sealed(fake: FakeProvider, provider: Provider) -> None:
    of_before(provider)
    upgraded(timedelta(hours=25))
    assert actions.seal_secrets() == 1
    provider.refresh_from_db()
    assert SECRET not in whole_row(provider)
    assert sealing.secret_of(provider) == SECRET
    assert actions.seal_secrets() == 0


def test_what_the_version_of_before_wrote_since_is_newer_than_the_box(provider: Provider) -> None:
    Provider.objects.update(secret="newer")
    provider.refresh_from_db()
    assert sealing.secret_of(provider) == "newer"
    upgraded(timedelta(days=2))
    actions.seal_secrets()
    provider.refresh_from_db()
    assert (provider.secret, sealing.secret_of(provider)) == ("", "newer")


def test_one_without_a_secret_stays_without(provider: Provider) -> None:
    Provider.objects.update(sealed_secret="")
    provider.refresh_from_db()
    assert sealing.secret_of(provider) == ""
    assert actions.seal_secrets() == 0
    assert not provider.has_secret


# --- another key -------------------------------------------------------------------------------------------------


def test_a_key_of_before_still_opens_it_and_may_go_after_a_day(provider: Provider, settings: Any) -> None:
    before = settings.SECRET_KEY
    another_key(settings, before)
    assert sealing.secret_of(provider) == SECRET
    assert actions.seal_secrets() == 1
    another_key(settings)
    provider.refresh_from_db()
    assert sealing.secret_of(provider) == SECRET


def test_with_another_key_nobody_is_led_away_and_everybody_reads_a_sentence(
    client: Client, provider: Provider, settings: Any
) -> None:
    another_key(settings)
    answer = client.post(BEGIN)
    assert answer.status_code == 503
    assert NOT_NOW in answer.content.decode()
    assert "All ways to sign in" in answer.content.decode()
    assert "SECRET_KEY" not in answer.content.decode()


def test_nor_does_whoever_was_away_meanwhile_come_back_to_an_error(
    client: Client, fake: FakeProvider, provider: Provider
) -> None:
    there = goes(client)
    code, state = fake.code_for(there)
    Provider.objects.update(sealed_secret="a box of another installation")
    answer = client.get(BACK, {"code": code, "state": state})
    assert answer.status_code == 503
    assert NOT_NOW in answer.content.decode()
    assert fake.asked == []
    assert who(client) is None


def test_an_admin_reads_what_to_do_and_typed_again_it_works(
    client: Client, admin: Member, fake: FakeProvider, provider: Provider
) -> None:
    lost = "a box of another installation"
    assert LOST not in client.get(page_of(provider)).content.decode()
    Provider.objects.update(sealed_secret=lost)
    words = client.get(page_of(provider)).content.decode()
    assert LOST in words
    assert "Leave this empty to keep it" not in words
    tried = client.post(page_of(provider, "try/"))
    assert tried.status_code == 503
    assert LOST in tried.content.decode()
    assert saves(client, provider, secret="", name="Another name").status_code == 302  # the rest can be changed
    provider.refresh_from_db()
    assert (provider.name, provider.sealed_secret) == ("Another name", lost)
    saves(client, provider)
    provider.refresh_from_db()
    assert sealing.secret_of(provider) == SECRET
    assert LOST not in client.get(page_of(provider)).content.decode()


def test_it_is_not_switched_on_and_can_be_switched_off(client: Client, admin: Member, provider: Provider) -> None:
    Provider.objects.update(sealed_secret="a box of another installation")
    client.post(page_of(provider, "switch/"), {"on": "0"})
    assert not Provider.objects.get().is_on
    words = client.post(page_of(provider, "switch/"), {"on": "1"}, follow=True).content.decode()
    assert LOST in words
    assert not Provider.objects.get().is_on


def test_the_page_of_operations_says_which_one_and_what_to_do(provider: Provider) -> None:
    def said() -> list[Any]:
        return [trouble for trouble in wrong(facts()) if "client secret" in trouble.what]

    assert said() == []
    Provider.objects.update(sealed_secret="a box of another installation")
    (trouble,) = said()
    assert trouble.is_wrong
    assert trouble.what.startswith("The Library signs nobody in")
    assert "Type the secret again" in trouble.do
    assert trouble.href == page_of(provider)
    Provider.objects.update(is_on=False)
    assert said() == []


def test_what_cannot_be_read_is_kept_by_the_daily_task(provider: Provider) -> None:
    """Its key may come back."""
    Provider.objects.update(sealed_secret="a box of another installation")
    assert actions.seal_secrets() == 0
    assert Provider.objects.get().sealed_secret == "a box of another installation"


def test_a_provider_is_asked_nothing_without_its_secret(provider: Provider) -> None:
    provider.sealed_secret = "a box of another installation"
    with pytest.raises(protocol.SecretLost):
        protocol.tokens_for(provider, code="x", verifier="x", back="x")


def test_a_backup_has_no_key_of_it_where_it_is_not_encrypted() -> None:
    keys = {"SECRET_KEY", "SECRET_KEY_FALLBACKS"}
    assert keys <= set(kept_settings.SECRET)
    assert not keys & set(kept_settings.PLAIN)
