"""What a person does to come in: asks for a code, reads it in their mail, keeps a key in their browser."""

import re
from typing import Any

from django.core import mail
from django.test import Client
from playwright.sync_api import Page

from tests import make

SIGN_UP = "/accounts/signup/"
CODE = "/accounts/confirm-email/"


def words(client: Client, **more: str) -> dict[str, str]:
    made_at = client.get(SIGN_UP).context["form"]["made_at"].value()
    filled = {"email": "wilf@example.org", "name": "Wilf", "agreement": "on", "made_at": made_at}
    return filled | {"time_zone": "Europe/London"} | more


def sign_up(client: Client, **more: str) -> Any:
    return client.post(SIGN_UP, words(client, **more))


def join(client: Client, **more: str) -> Any:
    sign_up(client, **more)
    return client.post(CODE, {"code": code_in_mail()})


def code_in_mail() -> str:
    """The code in the newest mail."""
    found = re.search(r"^ {4}(\S+)$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found
    return found[1]


def add_a_passkey(page: Page, url: str) -> None:
    """Somebody signed in gives themselves a key, held by the browser; they land on their recovery codes."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto(url + "/accounts/2fa/webauthn/add/")
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add").click()
    page.wait_for_url("**/recovery-codes/**")
