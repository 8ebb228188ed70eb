"""What this browser is doing at a provider, kept in its session: nothing of it stands in an address or a cookie."""

from __future__ import annotations

import secrets
import time
from dataclasses import asdict, dataclass
from typing import Any

from django.http import HttpRequest

from members.models import Member
from oidc.models import Provider
from oidc.protocol import Person

GONE = "oidc_gone"  # to a provider
JOINING = "oidc_joining"  # came back, and fills in the form
TO_CONNECT = "oidc_to_connect"  # filled it in, and has to confirm their address first
MOST = 5  # at once, in several tabs
AWAY_SECONDS = 15 * 60  # a second factor at the provider may take a while
JOINING_SECONDS = 60 * 60

SIGN_IN, CONNECT, TRY = "sign in", "connect", "try"


@dataclass(frozen=True, slots=True)
class Gone:
    """`member`: whoever was signed in here when they went."""

    provider: int
    purpose: str
    nonce: str
    verifier: str
    where: str
    member: int | None
    at: float

    @property
    def is_over(self) -> bool:
        return time.time() - self.at > AWAY_SECONDS


def goes(request: HttpRequest, provider: Provider, *, purpose: str, where: str = "") -> tuple[str, Gone]:
    """The state by which the browser is known again, and what is kept of it."""
    state = secrets.token_urlsafe(24)
    gone = Gone(
        provider.pk, purpose, secrets.token_urlsafe(24), secrets.token_urlsafe(48), where, request.user.pk, time.time()
    )
    others = list(request.session.get(GONE, {}).items())[-(MOST - 1) :]
    request.session[GONE] = dict(others) | {state: asdict(gone)}
    return state, gone


def comes_back(request: HttpRequest, provider: Provider, state: str) -> Gone | None:
    """What was kept under this state, once; nothing for one that is unknown, used, too old or another provider's."""
    kept = dict(request.session.get(GONE, {}))
    found = kept.pop(state, None)
    if found is None:
        return None
    request.session[GONE] = kept
    gone = Gone(**found)
    return None if gone.is_over or gone.provider != provider.pk else gone


@dataclass(frozen=True, slots=True)
class Joining:
    """Somebody whom nobody here knows yet."""

    provider: int
    person: Person
    where: str


def joins(request: HttpRequest, provider: Provider, person: Person, where: str) -> None:
    request.session[JOINING] = {"provider": provider.pk, "where": where, "at": time.time(), "person": asdict(person)}


def joining(request: HttpRequest) -> Joining | None:
    kept: dict[str, Any] | None = request.session.get(JOINING)
    if kept is None or time.time() - kept["at"] > JOINING_SECONDS:
        return None
    return Joining(kept["provider"], Person(**kept["person"]), kept["where"])


def joined(request: HttpRequest) -> None:
    request.session.pop(JOINING, None)


def will_connect(request: HttpRequest, provider: Provider, subject: str, member: Member) -> None:
    """Once the new account's address is known to be theirs: nobody lies in wait in an account for whoever holds it."""
    request.session[TO_CONNECT] = {"provider": provider.pk, "subject": subject, "member": member.pk}


def to_connect(request: HttpRequest, member: Member) -> tuple[int, str] | None:
    """The provider and the subject that wait for this member, once."""
    kept = request.session.get(TO_CONNECT)
    if kept is None or kept["member"] != member.pk:
        return None
    del request.session[TO_CONNECT]
    return kept["provider"], kept["subject"]
