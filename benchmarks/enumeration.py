"""Can a stopwatch tell which addresses are known? Each door is asked for known and unknown ones in random order.

The figure is the area under the curve: the chance that a known address took longer than an unknown one. 0.5 says
nothing, 1.0 and 0.0 everything.
"""

from __future__ import annotations

import http.client
import logging
import random
import time
from collections.abc import Callable
from urllib.parse import urlencode

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core import signing
from django.utils import timezone

from benchmarks.runner import free_port, server
from members.actions.bulk import tombstone
from members.honeypot import CLOCK_SALT
from members.models import Community, Member
from tests.sink import running_sink

WRONG = "wrong wrong wrong"
TOKEN = "b" * 32
WITHIN = (0.4, 0.6)


class Visitor:
    """Somebody new for each try: another address, no session."""

    count = 0

    def __init__(self, port: int) -> None:
        Visitor.count += 1
        number = Visitor.count
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.address = f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"
        self.cookies = {settings.CSRF_COOKIE_NAME: TOKEN}

    def post(self, path: str, **form: str) -> float:
        """Milliseconds until the answer is there."""
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "X-CSRFToken": TOKEN,
            "X-Forwarded-For": self.address,
        }
        body = urlencode(form)
        self.connection.connect()
        began = time.perf_counter()
        self.connection.request("POST", path, body, headers)
        answer = self.connection.getresponse()
        answer.read()
        took = (time.perf_counter() - began) * 1000
        if answer.status not in (200, 302):
            raise RuntimeError(f"{path} answered {answer.status}")
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        self.connection.close()
        return took


class MinuteAgo(signing.TimestampSigner):
    """For a form that somebody took a minute to fill in."""

    def timestamp(self) -> str:
        return signing.b62_encode(int(time.time()) - 60)


Door = Callable[[Visitor, str], float]


def sign_in(visitor: Visitor, handle: str) -> float:
    return visitor.post("/accounts/login/", login=f"{handle}@example.org", password=WRONG)


def sign_in_by_name(visitor: Visitor, handle: str) -> float:
    return visitor.post("/accounts/login/", login=handle, password=WRONG)


def code(visitor: Visitor, handle: str) -> float:
    return visitor.post("/accounts/login/code/", email=f"{handle}@example.org")


def code_again(visitor: Visitor, handle: str) -> float:
    code(visitor, handle)
    return visitor.post("/accounts/login/code/confirm/", action="resend")


def wrong_code(visitor: Visitor, handle: str) -> float:
    code(visitor, handle)
    return visitor.post("/accounts/login/code/confirm/", code="BBBB-CCCC")


def new_password(visitor: Visitor, handle: str) -> float:
    return visitor.post("/accounts/password/reset/", email=f"{handle}@example.org")


def sign_up(visitor: Visitor, handle: str, password: str = "") -> float:
    form = {"name": f"Visitor {Visitor.count}", "email": f"{handle}@example.org", "password1": password}
    return visitor.post("/accounts/signup/", **form, agreement="on", made_at=MinuteAgo(salt=CLOCK_SALT).sign("form"))


def sign_up_with_password(visitor: Visitor, handle: str) -> float:
    return sign_up(visitor, handle, "a long one of my own 7")


DOORS: tuple[Door, ...] = (
    sign_in,
    sign_in_by_name,
    code,
    code_again,
    wrong_code,
    new_password,
    sign_up,
    sign_up_with_password,
)


def area(known: list[float], unknown: list[float]) -> float:
    """How often a known one took longer than an unknown one, of all pairs."""
    above = sum((a > b) + (a == b) / 2 for a in known for b in unknown)
    return above / (len(known) * len(unknown))


def people(count: int) -> list[str]:
    """Handles of members who can sign in."""
    Member.objects.filter(handle__startswith="known-").delete()
    Member.objects.filter(display_name__startswith="Visitor ").delete()
    password, now = make_password("a long enough password"), timezone.now()
    made = Member.objects.bulk_create(
        Member(
            handle=f"known-{number}",
            display_name=f"Known {number}",
            email=f"known-{number}@example.org",
            password=password,
            approved_at=now,
        )
        for number in range(count)
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=member, email=str(member.email), verified=True, primary=True) for member in made
    )
    return [member.handle for member in made]


def tell_apart(door: Door, port: int, known: list[str]) -> float:
    tries = [(True, handle) for handle in known] + [(False, f"nobody-{number}") for number in range(len(known))]
    random.shuffle(tries)
    took: dict[bool, list[float]] = {True: [], False: []}
    for warm in range(4):
        door(Visitor(port), f"warm-{warm}")
    for is_known, handle in tries:
        took[is_known].append(door(Visitor(port), handle))
    Member.objects.filter(display_name__startswith="Visitor ").delete()
    return area(took[True], took[False])


def measure(count: int) -> dict[str, float]:
    Community.objects.update_or_create(pk=1, defaults={"name": "The Kitchen Table", "set_up_at": timezone.now()})
    tombstone()
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    known, port, found = people(count), free_port(), {}
    with running_sink() as sink:
        mail = {"EMAIL_URL": f"smtp://{sink.host}:{sink.port}", "TRUSTED_PROXY_COUNT": "1"}
        with server("community.wsgi:application", port, **mail):
            for door in DOORS:
                found[door.__name__] = tell_apart(door, port, known)
                print(f"{door.__name__:24} {found[door.__name__]:.3f}", flush=True)
    return found
