"""Whoever tends needs a second lock on their account: an authenticator app or a passkey.

For a week they are asked to set one up. Then what only stewards may is closed to them until they did, and until they have
shown it in this session: whichever way they signed in, what `tends` and `is_staff` say of a request's member is then no.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest
from django.utils import timezone

from members.models import Member
from members.queries.community import community

GRACE = timedelta(days=7)  # a busy week is no reason to lose sight of somebody who waits
ADDED = "second_lock_added"  # in the session in which it was set up: the member who did


def begins_to_close(since: datetime | None) -> datetime:
    """Until when somebody may tend without one, who has tended since then."""
    begun = community().second_lock_from
    return max(begun, since or begun) + GRACE


def is_shown(request: HttpRequest, member: Member) -> bool:
    """Has whoever signed in here shown it, or set it up here, and is it still there?"""
    shown = any(record.get("method") == "mfa" for record in get_authentication_records(request, member))
    shown = shown or request.session.get(ADDED) == member.pk
    return shown and is_mfa_enabled(member)


def ask_of(request: HttpRequest, member: Member) -> None:
    """Notes on a request's member that the question stands; an admin is asked at once, others when they tend."""
    member.second_lock = lambda: is_shown(request, member)
    if member.is_staff and is_kept_out(member, member.lock_asked_from):
        member.keep_out()


def is_kept_out(member: Member, since: datetime | None) -> bool:
    """Is it closed to them now? Never for a member who came from no request: a task is no way in."""
    asked_from = max(filter(None, (since, member.lock_asked_from)), default=None)  # anew where it was reset
    if member.second_lock is None:
        return False
    is_closed = member.tending_closed  # to an admin: a term of theirs opens nothing again
    if not is_closed and timezone.now() <= begins_to_close(asked_from):
        return False
    if member.second_lock():
        return False
    member.tending_closed = True
    return True
