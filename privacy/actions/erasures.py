"""Being erased: asked for, taken back within two weeks, and then done by a worker, batch by batch."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from activity import broker, locks
from forum.actions import scheduling
from live import publish
from members.actions import stages
from members.actions.bulk import tombstone
from members.models import Member
from members.rules import NotAllowed
from notices.actions.tell import tell
from privacy import rules
from privacy.actions.erasing import steps
from privacy.actions.erasing.common import Leaving
from privacy.limits import ERASURES_KNOWN, TIME_TO_THINK
from privacy.models import Erasure

TASK = "privacy.erase"
LEASE = timedelta(minutes=5)
SECONDS = 30.0  # of work in one task, so that others have their turn
# After each batch the worker rests as long as the batch took: readers have half of the machine at least.
REST = 1.0
LONGEST_REST = 2.0  # seconds


@transaction.atomic
def ask(*, member: Member, words: str, masked: str) -> Erasure:
    """In two weeks they will be erased; until then one click takes it back. Raises NotAllowed."""
    list(locks.lock(Erasure.objects.filter(done_at=None)))  # two admins who go at once: the second sees the first
    rules.may_go(member)
    try:
        with transaction.atomic():
            erasure = Erasure.objects.create(
                member=member,
                number=member.pk,
                words=Erasure.Words(words),
                masked=Erasure.Masked(masked),
                due_at=timezone.now() + TIME_TO_THINK,
            )
    except IntegrityError:
        raise NotAllowed(_("You have asked for it already.")) from None
    scheduling.take_all_back(actor=member)
    stages.leave(member=member)
    data = {"path": reverse("privacy:leaving")}
    tell(to=member, kind="leaving", dedupe_key=f"leaving:{erasure.pk}", data=data)
    _sign_out_everywhere(member)
    return erasure


def at_once(*, member: Member, words: str) -> None:
    """Without the two weeks: for whoever was erased before a copy of the data was put back."""
    now = timezone.now()
    with transaction.atomic():
        said = {"number": member.pk, "words": words, "due_at": now, "began_at": now, "step": steps.NAMES[0]}
        erasure, _made = Erasure.objects.get_or_create(member=member, defaults=said)
        Erasure.objects.filter(pk=erasure.pk, began_at=None).update(**said)
    work(id=erasure.pk, seconds=float("inf"))


@transaction.atomic
def stop(*, member: Member) -> bool:
    """They stay, and all is as it was. False where it had begun already, or nobody had asked."""
    erasure = locks.lock(Erasure.objects.filter(member=member, began_at=None)).first()
    if erasure is None:
        return False
    erasure.delete()
    stages.come_back(member=member)
    return True


def _sign_out_everywhere(member: Member) -> None:
    """Whoever comes back signs in, and is asked first whether they want to stay."""
    sessions = UserSession.objects.filter(user=member)
    Session.objects.filter(session_key__in=list(sessions.values_list("session_key", flat=True))).delete()
    sessions.delete()
    publish.end_person(member.pk)


def sweep() -> None:
    """Every minute: what is due begins, and what a dead worker left is gone on with."""
    now = timezone.now()
    for id in Erasure.objects.filter(due_at__lte=now, began_at=None).values_list("pk", flat=True):
        if _begin(id):
            _send(id)
    left = Erasure.objects.filter(began_at__isnull=False, done_at=None, look_again_at__lt=now)
    for id in left.values_list("pk", flat=True):
        _send(id)
    locks.delete_free(Erasure.objects.filter(done_at__lt=now - ERASURES_KNOWN))


@transaction.atomic
def _begin(id: int) -> bool:
    """Who has become the last admin meanwhile waits for another one."""
    erasure = locks.lock_free(Erasure.objects.filter(pk=id, began_at=None)).first()
    if erasure is None or erasure.member is None:
        return False
    now = timezone.now()
    if rules.is_last_admin(erasure.member):
        erasure.due_at = now + timedelta(days=1)
        erasure.save(update_fields=["due_at"])
        return False
    erasure.began_at, erasure.look_again_at, erasure.step = now, now + LEASE, steps.NAMES[0]
    erasure.save(update_fields=["began_at", "look_again_at", "step"])
    return True


def _send(id: int) -> None:
    broker.hand_over(TASK, [[id]])


def work(*, id: int, seconds: float = SECONDS, sleep: Callable[[float], None] = time.sleep) -> None:
    """Goes on with an erasure from where it stands, for so long; then another task does. May run twice."""
    until = time.monotonic() + seconds
    tombstone()  # there from the first batch on, so that none makes it beside other locks
    while True:
        began = time.monotonic()
        if not _one_batch(id):
            return
        if time.monotonic() > until:
            _send(id)
            return
        sleep(min((time.monotonic() - began) * REST, LONGEST_REST))


def _one_batch(id: int) -> bool:
    """False when it is done, or somebody else is at it."""
    try:
        with transaction.atomic():
            erasure = locks.lock_free(Erasure.objects.filter(pk=id, began_at__isnull=False, done_at=None)).first()
            return erasure is not None and _go_on(erasure)
    except Exception:
        Erasure.objects.filter(pk=id).update(attempts=F("attempts") + 1)
        raise  # the worker's log says what it was; the sweep tries again


def _go_on(erasure: Erasure) -> bool:
    member, name = erasure.member, erasure.step
    if member is None:  # somebody deleted the row itself
        name = steps.NAMES[-1]
    if member is None or not steps.at(name)(Leaving(erasure, member)):
        erasure.step, erasure.after = steps.after(name), 0
    erasure.look_again_at = timezone.now() + LEASE
    if not erasure.step:
        erasure.done_at, erasure.member = timezone.now(), None
    erasure.save(update_fields=["step", "after", "look_again_at", "done_at", "member"])
    return bool(erasure.step)
