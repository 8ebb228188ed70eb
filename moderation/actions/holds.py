"""Held posts: written down when they are held, freed by themselves when nobody came, unless they are of a wave."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from activity import sweeps
from activity.models import Event
from forum import actions as forum
from forum import holds
from forum.actions.appearance import locked, locked_by_key
from forum.models import Comment, Post, Row, Status
from forum.queries import same_words
from masks.hours import now_for
from moderation.actions.things import column_of, hold_of
from moderation.models import Hold

FREED_AT_ONCE = 500  # posts that one run of the task frees; the next run, a minute later, frees the rest
# A held post whose Hold was never written down is freed as well, after the longest hold and an hour of grace
# (a masked row knows only its hour).
FORGOTTEN_AFTER = holds.LONGEST_HOLD + timedelta(hours=1)


def held(event: Event) -> None:
    """On post.held: writes down why it waits and until when. It may have been freed or decided since."""
    kind = Comment if event.target_kind == Comment._meta.label_lower else Post
    thing = kind.objects.filter(pk=event.target_id).first()
    thing = thing and locked(thing)
    if thing is None or thing.status != Status.HELD:
        return
    reasons = [str(reason)[:120] for reason in event.data.get("reasons", [])]
    fields = {"reasons": reasons, "at": event.at, "release_at": holds.release_time(event.at)}
    _hold, made = Hold.objects.get_or_create(**column_of(thing), defaults=fields)
    if not made:  # an edit has put it into a second one
        hold_of(thing).filter(released_at__isnull=False).update(released_at=None, released_by=None, **fields)


def free_due() -> int:
    """Frees what has waited its two hours, and says how many. Run by the beat, safe to run twice at once."""
    now = timezone.now()
    is_due = Q(hold__release_at__lte=now, hold__released_at=None)
    forgotten = Q(hold=None, created_at__lt=now - FORGOTTEN_AFTER)
    freed = 0
    for kind in (Post, Comment):
        held_rows = kind.objects.filter(is_due | forgotten, status=Status.HELD).order_by("pk")
        keys = held_rows.values_list("pk", flat=True)
        freed += sweeps.each(keys, partial(_free, kind), what="moderation.free_failed", most=FREED_AT_ONCE)
    return freed


def _is_of_a_wave(thing: Row) -> bool:
    """The same words from one account after the other would else all appear in a night when nobody is awake."""
    return same_words.times_posted(thing, most=same_words.WAVE) >= same_words.WAVE


@transaction.atomic
def _free(kind: type[Post | Comment], pk: int) -> bool:
    thing = locked_by_key(kind, pk)
    if thing is None or thing.status != Status.HELD:  # a moderator was quicker
        return False
    if _is_of_a_wave(thing):
        hold_of(thing).update(release_at=holds.release_time(now_for(thing)))
        return False
    forum.release(row=thing)
    hold_of(thing).update(released_at=timezone.now())
    return True
