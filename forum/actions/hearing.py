"""How much a member hears of a topic, a tag or a space."""

from __future__ import annotations

from typing import Any, TypeAlias

from django.db import transaction
from django.utils import timezone

from forum import rules
from forum.models import Follow, Space, Tag, Topic
from forum.models.levels import Level
from members.models import Member

About: TypeAlias = Topic | Tag | Space


@transaction.atomic
def choose_level(*, actor: Member, about: About, level: Level) -> Follow:
    """Raises NotAllowed for what is not open to them, and for a topic in which they wear a mask."""
    rules.may_choose_level(actor, about)
    chosen = {"level": Level(level), "by_itself": False, "at": timezone.now()}
    return Follow.objects.update_or_create(member=actor, **_about(about), defaults=chosen)[0]


@transaction.atomic
def forget_level(*, actor: Member, **about: About | int) -> None:
    """As everywhere again: `topic`, `tag` or `space`. Also where they wear a mask, and what they cannot see any more."""
    Follow.objects.filter(member=actor, **about).delete()


def follow(*, actor: Member, topic: Topic) -> Follow:
    """Tells the member of new posts in a topic. Raises NotAllowed where they wear a mask."""
    return choose_level(actor=actor, about=topic, level=Level.EVERYTHING)


def unfollow(*, actor: Member, topic: Topic) -> None:
    forget_level(actor=actor, topic=topic)


def follow_by_itself(*, member_id: int | None, topic: Topic) -> None:
    """Whoever asks or answers under their name follows it, unless they chose something else. Nothing of a mask."""
    if member_id is not None:
        row = Follow(member_id=member_id, topic=topic, level=Level.EVERYTHING, by_itself=True)
        Follow.objects.bulk_create([row], ignore_conflicts=True)


def _about(about: About) -> dict[str, Any]:
    return {str(about._meta.model_name): about}  # topic, tag or space
