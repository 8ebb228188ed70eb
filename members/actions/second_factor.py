"""Codes of an authenticator app: each is taken once.

The library notes a used one in the cache, for less long than it is right and only at sign-in; what the cache holds may
be gone at any time.
"""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from allauth.mfa.utils import decrypt
from allauth.usersessions.models import UserSession
from django.db import connection, transaction
from django.utils import timezone

from activity.locks import lock
from activity.record import record
from members.models import CodeStep, Member

TAKE = """
INSERT INTO members_codestep (member_id, step) VALUES (%s, %s)
ON CONFLICT (member_id) DO UPDATE SET step = excluded.step WHERE members_codestep.step < excluded.step
"""


def begin(*, member: Member, secret: str, code: str) -> None:
    """The code that set an authenticator up is used; what an earlier authenticator used no longer matters."""
    step = _step(secret, code)
    if step is not None:
        CodeStep.objects.update_or_create(member=member, defaults={"step": step})


def take(*, member: Member, code: str) -> bool:
    """False for a code that was used, or is older than one that was; of two at once one alone is taken."""
    step = step_of(member, code)
    if step is None:
        return True
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [member.pk, step])
        return cursor.rowcount == 1


def is_over(member: Member, code: str) -> bool:
    step = step_of(member, code)
    return step is not None and CodeStep.objects.filter(member=member, step__gte=step).exists()


@transaction.atomic
def reset(*, member: Member) -> bool:
    """Takes it off, by whoever runs the server: whoever is signed in is so no longer, and a new week begins."""
    member = lock(Member.objects.all()).get(pk=member.pk)
    removed, _kinds = Authenticator.objects.filter(user=member).delete()
    if not removed:
        return False
    CodeStep.objects.filter(member=member).delete()
    for session in UserSession.objects.filter(user=member):
        session.end()
    member.lock_asked_from = timezone.now()
    member.save(update_fields=["lock_asked_from"])
    record(verb="member.second_lock_reset", actor=None, target=member)
    return True


def step_of(member: Member, code: str) -> int | None:
    """The half minute of the member's authenticator that shows this code now; None for any other code."""
    row = Authenticator.objects.filter(user=member, type=Authenticator.Type.TOTP).first()
    return _step(decrypt(row.data["secret"]), code) if row else None


def _step(secret: str, code: str) -> int | None:
    return next((step for step in auth.yield_hotp_counters_from_time() if _shows(secret, step, code)), None)


def _shows(secret: str, step: int, code: str) -> bool:
    return auth.compare_user_code(actual=code, expected=auth.format_hotp_value(auth.hotp_value(secret, step)))
