"""A mail server that is away costs a sentence; the account is there, and the code can be asked for again."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from members.models import Member
from tests import make

pytestmark = pytest.mark.django_db

AWAY = patch("django.core.mail.EmailMessage.send", side_effect=ConnectionRefusedError)


@pytest.fixture
def answer(client: Client, monkeypatch: pytest.MonkeyPatch) -> Any:
    """What somebody reads who joins while the mail server is away."""
    monkeypatch.setattr("forum.honeypot.FASTEST_PERSON_SECONDS", -1)
    make.community()
    made_at = client.get("/accounts/signup/").context["form"]["made_at"].value()
    form = {"name": "Wilf", "email": "wilf@example.org", "agreement": "on", "made_at": made_at}
    with AWAY:
        return client.post("/accounts/signup/", form, follow=True)


def test_joining_goes_on_to_the_code(answer: Any) -> None:
    assert answer.status_code == 200
    assert "could not be sent just now" in answer.content.decode()
    assert 'name="code"' in answer.content.decode()
    assert Member.objects.filter(email="wilf@example.org").exists()


def test_the_code_can_be_asked_for_again(answer: Any, client: Client) -> None:
    cache.clear()  # three minutes later
    client.post("/accounts/confirm-email/", {"action": "resend"}, follow=True)
    assert [message.to for message in mail.outbox] == [["wilf@example.org"]]
