"""Admins hear of what is badly wrong, at most once a day: under the bell, and by mail where mail still goes."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse

from activity.locks import take_turn
from hosting.preflight import State
from hosting.queries.page import Facts
from hosting.queries.wrong import is_backup_old
from members.models import Member
from notices.actions.tell import tell
from notices.models import Notice

KIND = "installation"
TOO_LATE = timedelta(hours=1)  # for what follows a click, for mails, and for a mail server that takes none
AT_MOST_EVERY = timedelta(hours=23)  # once a day, at whichever hour it begins


def is_bad(facts: Facts) -> bool:
    """Will words be lost, or does nobody hear of anything?"""
    mail = facts.looks.get("mail")
    mail_fails = mail is not None and mail.state == State.WRONG and facts.now - mail.since > TOO_LATE
    late = max(facts.deliveries.lag, facts.mails.lag) > TOO_LATE
    return mail_fails or facts.is_disk_low or late or is_backup_old(facts)


@transaction.atomic
def tell_admins(facts: Facts) -> int:
    """Says how many were told."""
    if not is_bad(facts):
        return 0
    take_turn("hosting.telling")
    since = facts.now - AT_MOST_EVERY
    told = set(Notice.objects.filter(kind=KIND, at__gt=since).values_list("member_id", flat=True))
    admins = Member.objects.people().filter(is_staff=True, is_active=True).exclude(pk__in=told).order_by("pk")
    key = _key(facts.now)
    for admin in admins:
        tell(to=admin, kind=KIND, dedupe_key=key, data={"path": reverse("hosting:operations")})
    return len(admins)


def _key(now: datetime) -> str:
    return f"{KIND}:{now:%Y-%m-%dT%H}"
