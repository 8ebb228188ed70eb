"""The account: nobody comes in any more, then all keys that need no more care, and at last the row itself."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from activity import locks
from importers.models import Imported
from live import publish
from members import handles
from members.models import FormerHandle, Member
from notices.models import DeadAddress, SoftBounce
from oidc.models import Connection
from privacy.actions.erasing.common import BATCH, Leaving, change_some, delete_some, show_nothing
from privacy.fates import FATES, Fate
from privacy.limits import HANDLE_HELD

EVENTS = """
UPDATE activity_event SET member_id = %(former)s WHERE (at, id) IN (
    SELECT at, id FROM activity_event WHERE member_id = %(member)s LIMIT %(batch)s
)
"""
ABOUT = """
UPDATE activity_event SET target_id = %(former)s WHERE (at, id) IN (
    SELECT at, id FROM activity_event
    WHERE target_kind = 'members.member' AND target_id = %(member)s LIMIT %(batch)s
)
"""


def shut(leaving: Leaving) -> bool:
    """All at once: from now on the account opens to nobody, and nothing is sent to it."""
    member = leaving.member
    show_nothing("face", [member.pk])
    sessions = UserSession.objects.filter(user=member)
    Session.objects.filter(session_key__in=list(sessions.values_list("session_key", flat=True))).delete()
    sessions.delete()
    addresses = {member.email, *EmailAddress.objects.filter(user=member).values_list("email", flat=True)} - {None, ""}
    digests = [DeadAddress.digest_of(address) for address in addresses]
    locks.delete(EmailAddress.objects.filter(user=member))
    Authenticator.objects.filter(user=member).delete()
    locked = locks.lock(Member.objects.all()).get(pk=member.pk)
    locked.set_unusable_password()
    locked.email, locked.is_active, locked.is_staff, locked.is_superuser = None, False, False, False
    locked.face = ""
    locked.save(update_fields=["password", "email", "is_active", "is_staff", "is_superuser", "face"])
    locks.delete(Connection.objects.filter(member=locked))
    locks.delete(SoftBounce.objects.filter(digest__in=digests))
    locks.delete(DeadAddress.objects.filter(digest__in=digests))
    publish.end_person(member.pk)
    return False


def by_fate(leaving: Leaving) -> bool:
    """Key after key of the table of fates, a batch of one at a time."""
    return any(fate is not Fate.BY_HAND and _meet(leaving, key, fate) for key, fate in FATES.items())


def _meet(leaving: Leaving, key: str, fate: Fate) -> bool:
    """True where something was done: the others wait for the next batch."""
    label, _, column = key.rpartition(".")
    model: Any = apps.get_model(label)
    rows = model._base_manager.filter(**{column: leaving.member.pk})
    if not rows.exists():
        return False
    if fate is Fate.GOES:
        delete_some(rows)
    else:
        change_some(rows, **{column: leaving.former if fate is Fate.FORMER else None})
    return True


def events(leaving: Leaving) -> bool:
    """The ledger has numbers alone; they become the former member's."""
    values = {"former": leaving.former.pk, "member": leaving.member.pk, "batch": BATCH * 10}
    done = 0
    for statement in (EVENTS, ABOUT):
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            done = max(done, cursor.rowcount)
    return done == BATCH * 10


def farewell(leaving: Leaving) -> bool:
    """Handles become digests, and the row of the member goes, last of all."""
    member = leaving.member
    until = timezone.now() + HANDLE_HELD
    digest = handles.digest_of(member.handle)
    locked = locks.lock(Member.objects.all()).get(pk=member.pk)
    locks.update(FormerHandle.objects.filter(member=member), handle="", member=None, until=until)
    FormerHandle.objects.get_or_create(digest=digest, defaults={"until": until})
    Imported.objects.filter(kind="member", object_id=member.pk).delete()
    locked.delete()
    return False


def some_time(least: timedelta, most: timedelta) -> timedelta:
    return least + (most - least) * random.SystemRandom().random()
