"""Helpers of the nudge tests."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from activity.record import record
from members.models import Hello, Member
from nudges.models import Offer
from tests import make
from tests.ledger import settle


def greeter(*, offers: str = "greet", per_week: int = 1, **fields: Any) -> Member:
    """Somebody who opted in to be asked: to greet, or to `answer`."""
    person = make.member(**fields)
    Offer.objects.create(member=person, kind=offers, per_week=per_week)
    return person


def joins(**fields: Any) -> Member:
    """Somebody joins, and all that follows from it."""
    newcomer = make.newcomer(**fields)
    with transaction.atomic():
        record(verb="member.joined", actor=newcomer, target=newcomer)
    settle()
    return newcomer


def says_hello(newcomer: Member, author: Member, words: str = "Glad that you are here.") -> Hello:
    """A hello, and all that follows from it."""
    hello = Hello.objects.create(newcomer=newcomer, author=author, words=words)
    with transaction.atomic():
        record(verb="hello.said", actor=author, target=hello)
    settle()
    return hello


def hours_ago(number: float) -> Any:
    return timezone.now() - timedelta(hours=number)
