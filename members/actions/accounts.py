"""Joining: a new account, the moment it belongs, and the yes or no of an admin."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from itertools import count

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.locks import lock, lock_free
from activity.record import record
from members import handles, lookalikes, queries, zones
from members.actions.bulk import tombstone
from members.models import AgreementAcceptance, Community, Invitation, Member, StageChange
from members.queries import languages
from members.rules import NotAllowed

HUES = 36
HANDLE_TRIES = 20  # numbered handles tried before two sign-ups that raced are told to try again
# An account whose address nobody confirmed is forgotten, so that nobody can sit on somebody else's address.
UNCONFIRMED_KEPT = timedelta(days=2)


@transaction.atomic
def enrol(
    *,
    member: Member,
    name: str,
    agreement_version: int,
    time_zone: str = "",
    application: str = "",
    invitation: Invitation | None = None,
) -> Member:
    """Saves a new account (address and password are set on `member`); it may not write until it `belongs`.

    Raises NotAllowed where the name is taken or an invitation can no longer be used.
    """
    set_name(member, queries.free_name(name))
    member.hue = random.SystemRandom().randrange(HUES)
    member.application = application
    member.time_zone = _known_zone(time_zone)
    member.reads_in = languages.own()
    member.approved_at = None
    _save_with_handle(member)
    AgreementAcceptance.objects.create(member=member, version=agreement_version)
    if invitation is not None:
        _reserve(invitation, member)
    return member


def whoever_has(address: str) -> Member:
    """Whom a code for this address lets in: its account, or the tombstone, which nothing lets in, where there is none.

    So a code is made, kept, asked for again and mistyped in the same way for both; `adapter.render_mail` sees to it
    that it leaves for the first alone.
    """
    member, nobody = queries.by_address(address), tombstone()
    return member if member is not None and member.is_active else nobody


def set_name(member: Member, name: str) -> None:
    """Gives a member, who is then saved, a name that is free."""
    for field, value in lookalikes.keys(name).items():
        setattr(member, field, value)


def _known_zone(name: str) -> str:
    return name if name in zones.known() else queries.community().time_zone


def _handles(name: str) -> Iterator[str]:
    base = handles.handle_from(name) or "friend"
    if not handles.is_reserved(base):
        yield base
    for number in count(2):
        end = f"-{number}"
        yield base[: handles.HANDLE_LENGTH - len(end)] + end


def _save_with_handle(member: Member) -> None:
    """The first free handle; two that are made at once cannot both have it."""
    for tries, handle in enumerate(_handles(member.display_name)):
        key = lookalikes.fold(handle)
        if Member.objects.filter(handle_key=key).exists() or Member.objects.filter(handle__iexact=handle).exists():
            continue
        if queries.held_handles([handle]):
            continue
        if tries > HANDLE_TRIES:
            break
        member.handle, member.handle_key = handle, key
        try:
            with transaction.atomic():
                member.save()
        except IntegrityError:
            queries.free_name(member.display_name)  # the name went meanwhile: says so
            continue
        return
    raise NotAllowed(_("That didn’t work just now. Please send it once more."))


def _reserve(invitation: Invitation, member: Member) -> None:
    """Holds an invitation for a sign-up that is under way; an unconfirmed one loses it to the next."""
    locked = lock(Invitation.objects.all()).get(pk=invitation.pk)
    if not queries.is_usable(locked):
        raise NotAllowed(_("This invitation has been used or has run out. Please ask for a new one."))
    locked.used_by = member
    locked.save(update_fields=["used_by"])


@transaction.atomic
def address_confirmed(*, member: Member, by_whoever_signed_up: bool = True) -> Member:
    """The member's address is theirs: they belong now, or they wait for an admin. May be called again.

    Whoever confirms an address somebody else had signed up with does not keep that person's password.
    """
    locked = lock(Member.objects.all()).get(pk=member.pk)
    if locked.approved_at is not None or not locked.is_active or not locked.is_person:
        return locked
    if not by_whoever_signed_up:
        locked.set_unusable_password()
        locked.save(update_fields=["password"])
    invitation = Invitation.objects.filter(used_by=locked).first()
    if invitation is not None and invitation.used_at is None:
        invitation.used_at = timezone.now()
        invitation.save(update_fields=["used_at"])
    if invitation is not None or queries.community().registration == Community.Registration.OPEN:
        return belongs(member=locked, why=_("Joined."))
    if not locked.applied_at:
        locked.applied_at = timezone.now()
        locked.save(update_fields=["applied_at"])
        record(verb="member.applied", actor=locked, target=locked)
    return locked


@transaction.atomic
def belongs(*, member: Member, why: str, by: Member | None = None) -> Member:
    """From now on a member. Nothing happens a second time."""
    now = timezone.now()
    if not Member.objects.filter(pk=member.pk, approved_at__isnull=True).update(approved_at=now, joined_at=now):
        return Member.objects.get(pk=member.pk)
    StageChange.objects.create(member=member, after=Member.Stage.NEWCOMER, by=by, why=why, at=now)
    record(verb="member.joined", actor=member, target=member)
    return Member.objects.get(pk=member.pk)


def admit(*, applicant: Member, by: Member) -> Member:
    """An admin says yes."""
    if not by.is_staff:
        raise NotAllowed(_("Only an admin says yes or no to who joins."))
    return belongs(member=applicant, by=by, why=_("An admin said yes."))


@transaction.atomic
def decline(*, applicant: Member, by: Member, sentence: str) -> None:
    """An admin says no, with a sentence that the applicant reads. The account stays shut."""
    if not by.is_staff:
        raise NotAllowed(_("Only an admin says yes or no to who joins."))
    if not sentence.strip():
        raise NotAllowed(_("Please say why in one sentence; they will read it."))
    locked = lock(Member.objects.all()).get(pk=applicant.pk)
    if locked.approved_at is not None:
        raise NotAllowed(_("They have already joined."))
    locked.declined_at, locked.declined_because = timezone.now(), sentence.strip()
    locked.save(update_fields=["declined_at", "declined_because"])
    record(verb="member.declined", actor=by, target=locked)


@transaction.atomic
def forget_unconfirmed() -> int:
    """Deletes accounts whose address nobody confirmed in two days; returns how many."""
    stale = Member.objects.filter(
        kind=Member.Kind.PERSON,
        approved_at__isnull=True,
        applied_at__isnull=True,
        is_staff=False,
        joined_at__lt=timezone.now() - UNCONFIRMED_KEPT,
    ).exclude(emailaddress__verified=True)
    # An address that is being confirmed right now is held, and its account stays.
    addresses = [address.pk for address in lock_free(EmailAddress.objects.filter(user__in=stale))]
    confirming = EmailAddress.objects.exclude(pk__in=addresses).values("user")
    mine = [member.pk for member in lock_free(stale.exclude(pk__in=confirming))]
    Member.objects.filter(pk__in=mine).delete()
    return len(mine)


@transaction.atomic
def forget_sessions() -> int:
    """Deletes sessions that are over, and what was noted about their browsers and addresses; a daily task. Says how
    many. Nobody's address is kept longer than they stay signed in.
    """
    over = Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return over
