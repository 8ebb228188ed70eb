"""What was written without a name: the link to its writer is cut, and where they wish, the words go one by one."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from activity import locks
from blog.models import Article
from forum.drafting import INDEX, purpose
from forum.models import Comment, Draft, HelpedMark, Post
from forum.queries.drafts import sealed_contexts
from masks import sealed
from masks.hours import hour_of
from moderation.models import Report
from privacy.actions.erasing import words
from privacy.actions.erasing.account import some_time
from privacy.actions.erasing.common import Leaving
from privacy.limits import GOES_WITHIN
from privacy.models import Erasure, Going
from recognition.models import Thanks

TAG_BYTES = 32
BLOCK = 4096  # characters: a box is filled up to a multiple, so that its length does not count the masks

_random = random.SystemRandom()


def let_go(leaving: Leaving) -> bool:
    """All at once, in the transaction that cuts the links."""
    member = leaving.member
    worn = sealed.mine(member)
    tags = [sealed.text_tag(member, purpose(context)) for context in [*sealed_contexts(member), INDEX]]
    _new_tags(Report.objects.filter(mask__in=worn), "reporter_tag")
    _new_tags(Thanks.objects.filter(mask__in=worn), "giver_tag")
    if worn and leaving.erasure.masked == Erasure.Masked.GO:
        first = hour_of(timezone.now() + GOES_WITHIN[0])
        Going.objects.create(box=_sealed(worn, until=hour_of(timezone.now() + GOES_WITHIN[1])), next_at=first)
    sealed.forget(member)
    locks.delete(Draft.objects.filter(owner_tag__in=tags))
    return False


def _new_tags(rows: Any, column: str) -> None:
    """A tag says "the same person once more"; of nobody it is noise."""
    for row in locks.lock(rows):
        setattr(row, column, os.urandom(TAG_BYTES))
        row.save(update_fields=[column])


def _sealed(masks: Iterable[UUID], *, until: datetime) -> str:
    content = json.dumps({"masks": [mask.hex for mask in masks], "until": until.isoformat()})
    return sealed.wrap(content.ljust(-(-len(content) // BLOCK) * BLOCK))


@transaction.atomic
def go_on() -> int:
    """Hourly: where it is time, what one mask wrote goes, whichever the lot draws. Says how many masks."""
    due = list(locks.lock_free(Going.objects.filter(next_at__lte=timezone.now())))
    return sum(_one_goes(row) for row in due)


def _one_goes(row: Going) -> int:
    kept = json.loads(sealed.unwrap(row.box))
    rest = [UUID(mask) for mask in kept["masks"]]
    gone = rest.pop(_random.randrange(len(rest)))
    words.take_articles(Article.objects.filter(mask=gone))
    words.take_comments(Comment.objects.filter(mask=gone))
    words.take(Post.objects.filter(mask=gone), own=Q(mask=gone))
    locks.update(HelpedMark.objects.filter(mask=gone), what_changed="")
    locks.update(Report.objects.filter(mask=gone), note="")
    locks.update(Thanks.objects.filter(mask=gone), note="")
    if not rest:
        row.delete()
        return 1
    until = datetime.fromisoformat(kept["until"])
    left = max(until - timezone.now(), timedelta(0)) / len(rest)
    soon = hour_of(timezone.now() + some_time(timedelta(0), left * 2))
    row.box, row.next_at = _sealed(rest, until=until), min(soon, until)
    row.save(update_fields=["box", "next_at"])
    return 1
