"""Names a greeter to somebody new from their first minute, and hands on what one of them cannot do.

Whoever is named is called to greet like any other, by the one cap that they chose. State-based: run twice, late or at
the same time it names one.
"""

from __future__ import annotations

from datetime import datetime

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activity.locks import lock
from activity.models import Event
from members.models import Hello, Member
from members.rules import NotAllowed, blocks_between, may_write
from notices.actions.reactions.common import path
from notices.actions.tell import take_back_from, tell
from nudges.actions import calls
from nudges.actions.summons import Called, call
from nudges.models import Greeter, Summons
from nudges.queries import greeters as queries
from nudges.waves import WAVES

log = structlog.get_logger(__name__)


def joined(event: Event) -> None:
    """On member.joined."""
    newcomer = Member.objects.people().filter(pk=event.target_id).first()
    if newcomer is not None:
        name_one(newcomer)


def look_after() -> int:
    """Every few minutes: who has nobody, and whose greeter is not there for them. Says how many were looked at."""
    now = timezone.now()
    alone = queries.without_one(now) if queries.anybody_has_room(now) else []
    found = [*queries.to_hand_on(now), *queries.to_call(now), *alone]
    return sum(map(_look_after, Member.objects.filter(pk__in=found).order_by("pk")))


def _look_after(newcomer: Member) -> bool:
    """One that fails is tried again by the next run, and holds up nobody else's."""
    try:
        name_one(newcomer)
    except Exception:
        log.exception("nudges.greeter_failed", newcomer=newcomer.pk)
        return False
    return True


@transaction.atomic
def name_one(newcomer: Member) -> Greeter | None:
    """Whose name this newcomer sees: as before, or another where that one is not there for them. None where nobody is."""
    calls.take_turn()  # as the waves: two never find the same last free place of a cap
    now = timezone.now()
    before = lock(Greeter.objects.named().filter(newcomer=newcomer)).first()
    if before is not None and not queries.to_hand_on(now, newcomer.pk) and _is_called(before, now):
        return before
    if before is not None:
        before.until = now
        before.save(update_fields=["until"])
    waits = queries.is_new(newcomer, now) and _needs_one(newcomer)
    found = queries.find(newcomer, now) if waits else None
    row = None if found is None else _name(newcomer, *found, now)
    if before is not None:
        take_back_from(to=before.member, dedupe_key=f"wrote:{newcomer.pk}")
    return row


def _is_called(row: Greeter, now: datetime) -> bool:
    """Whoever was named while they slept is called when they wake. False where their cap has no room left by then."""
    if queries.is_called(row.newcomer, row.member_id):
        return True
    may = queries.may_be_called(row.member, now)
    if may:
        row.since = now  # what they do is counted from here
        row.save(update_fields=["since"])
        _call(row)
    return may is not False


def _needs_one(newcomer: Member) -> bool:
    """Has nobody said hello, or has nobody answered what they wrote?"""
    return not Hello.objects.filter(newcomer=newcomer).exists() or _unanswered(newcomer) is not None


def _unanswered(newcomer: Member) -> Greeter | None:
    """What they wrote to the last who was named, where that one never said hello."""
    last = Greeter.objects.filter(newcomer=newcomer).exclude(words="").order_by("-since", "-pk").first()
    if last is None or Hello.objects.filter(newcomer=newcomer, author__in=_named_to(newcomer)).exists():
        return None
    return last


def _named_to(newcomer: Member) -> list[int]:
    return list(Greeter.objects.filter(newcomer=newcomer).values_list("member", flat=True))


def _name(newcomer: Member, member_id: int, path_id: int | None, now: datetime) -> Greeter:
    before = _unanswered(newcomer)
    row = Greeter.objects.create(
        newcomer=newcomer,
        member_id=member_id,
        path_id=path_id,
        since=now,
        words=before.words if before else "",
        wrote_at=before.wrote_at if before else None,
    )
    _is_called(row, now)
    if row.words:
        _tell_of_words(row)
    return row


def _call(row: Greeter) -> None:
    """The same call to greet as that of a wave, which counts toward the same cap."""
    called = Called(row.member_id, gettext_lazy("You said that you would greet people who are new."), WAVES[0].number)
    call([called], kind=Summons.Kind.GREET, at=timezone.now(), newcomer=row.newcomer)


@transaction.atomic
def write(*, newcomer: Member, words: str) -> Greeter:
    """The newcomer writes to whoever is named to them, once. Raises NotAllowed; Greeter.DoesNotExist where nobody is."""
    may_write(newcomer)
    row = lock(Greeter.objects.named()).get(newcomer=newcomer)
    words = " ".join(words.split())
    if not words:
        raise NotAllowed(_("A word or two are enough."))
    if len(words) > Hello.WORDS_AT_MOST:
        raise NotAllowed(_("That is a little long for a hello."))
    if row.words:
        raise NotAllowed(_("You have written to %(name)s already.") % {"name": row.member.shown_name})
    if blocks_between(newcomer, row.member):
        raise NotAllowed(_("You cannot write to this person."))
    row.words, row.wrote_at = words, timezone.now()
    row.save(update_fields=["words", "wrote_at"])
    _tell_of_words(row)
    return row


def _tell_of_words(row: Greeter) -> None:
    data = {"path": path("members:hello", row.newcomer.handle)}
    key = f"wrote:{row.newcomer_id}"
    tell(to=row.member, kind="newcomer_wrote", dedupe_key=key, actor=row.newcomer, data=data)
