"""Puts shown words of thanks on the community's pages, a few a week, nobody's twice in 90 days."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from activity.locks import take_turn
from recognition.models import Featured, Thanks
from recognition.queries.public import NOBODY_TWICE_IN, for_everyone

A_WEEK = 3  # notes put there each week: fresh, and 39 people in 90 days


@transaction.atomic
def rotate() -> list[Featured]:
    """Adds up to three: the newest shown note of people who had none there lately, whoever they are."""
    take_turn("recognition.rotate")  # two beats at once put nobody there twice
    since = timezone.now() - NOBODY_TWICE_IN
    lately = Featured.objects.filter(at__gt=since)
    candidates = (
        for_everyone()
        .filter(at__gt=since, featured__isnull=True)
        .exclude(post__member__in=lately.values("receiver"))
        .exclude(member__in=lately.filter(thanks__member__isnull=False).values("thanks__member"))
        .select_related("post")
        .order_by("post__member_id", "-id")
        .distinct("post__member_id")
    )
    newest = sorted(candidates, key=lambda thanks: -thanks.pk)
    return [_feature(thanks) for thanks in _one_for_each_giver(newest)[:A_WEEK]]


def _one_for_each_giver(newest: list[Thanks]) -> list[Thanks]:
    """The people who gave them stand there by name as well, so each of them once."""
    chosen: dict[object, Thanks] = {}
    for thanks in newest:
        chosen.setdefault(thanks.member_id or thanks.mask_id, thanks)
    return list(chosen.values())


def _feature(thanks: Thanks) -> Featured:
    assert thanks.post.member_id is not None  # `for_everyone` reads named posts alone
    return Featured.objects.create(thanks=thanks, receiver_id=thanks.post.member_id)
