"""A mail that a provider brings by django-anymail's own webhook."""

from __future__ import annotations

import base64
from typing import Any
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import clear_url_caches

from forum.models import Post
from inbound.actions import handing
from members.models import Member
from tests import make
from tests.inbound.post import address_of, reply, topic_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def inbound(settings: Any) -> Any:
    settings.INBOUND_ADDRESS = "reply@forum.example"
    settings.ANYMAIL = {"WEBHOOK_SECRET": "name:secret"}
    settings.ROOT_URLCONF = "tests.inbound.urls"
    clear_url_caches()
    make.community()
    yield
    clear_url_caches()


@pytest.fixture
def ines() -> Member:
    return make.member(handle="ines", name="Ines Calder")


def bring(mail: bytes, to: str, *, known: str = "name:secret") -> int:
    """As SparkPost relays a mail: with the whole of it in base64."""
    message = {"content": {"email_rfc822": base64.b64encode(mail).decode(), "email_rfc822_is_base64": True}}
    body = [{"msys": {"relay_message": message | {"rcpt_to": to, "msg_from": "ines@example.org", "protocol": "smtp"}}}]
    sign = base64.b64encode(known.encode()).decode()
    client = Client(raise_request_exception=False)
    answer = client.post(
        "/anymail/sparkpost/inbound/", body, content_type="application/json", headers={"Authorization": f"Basic {sign}"}
    )
    return answer.status_code


def test_it_becomes_a_post(ines: Member) -> None:
    topic = topic_of(make.member(name="Dorrie"))
    to = address_of(ines, topic)
    assert bring(reply(ines.email or "", to), to) == 200
    assert [post.body for post in Post.objects.filter(topic=topic, position__gt=0)] == ["That worked for me."]


def test_without_the_secret_nothing_is_taken(ines: Member) -> None:
    topic = topic_of(make.member(name="Dorrie"))
    to = address_of(ines, topic)
    assert bring(reply(ines.email or "", to), to, known="name:guess") == 400
    assert not Post.objects.filter(topic=topic, position__gt=0).exists()


def test_while_the_database_is_away_the_provider_comes_again(ines: Member) -> None:
    to = address_of(ines, topic_of(make.member(name="Dorrie")))
    with patch.object(handing, "receive", side_effect=OperationalError):
        assert bring(reply(ines.email or "", to), to) == 500
