"""What a member chose to hear of topics, tags and spaces: for the pages on which they say so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Exists, OuterRef

from forum import rules
from forum.models import Follow, Space, Tag, Topic
from forum.models.levels import Level
from forum.queries import keyset
from members.models import Member

KINDS = ("topic", "tag", "space")


@dataclass(frozen=True, slots=True)
class Row:
    """One choice. `name` and `href` are "" for what they cannot see now."""

    kind: str
    id: int
    level: Level
    by_itself: bool
    name: str
    href: str


def load(viewer: Member, kind: str, id: int) -> Topic | Tag | Space:
    """What a choice is about. Raises ObjectDoesNotExist for what they may not know of."""
    if kind == "topic":
        return rules.load_topic(viewer, id)
    found: Tag | Space = Tag.objects.get(pk=id) if kind == "tag" else Space.objects.get(pk=id)
    if not rules.may_hear_of(viewer, found):
        raise ObjectDoesNotExist
    return found


def own_level(member: Member, kind: str, id: int) -> Level | None:
    """What they chose of just this one."""
    level = Follow.objects.filter(**{"member": member, kind: id}).values_list("level", flat=True).first()
    return None if level is None else Level(level)


def own(member: Member, at: str = "") -> keyset.Page[Follow]:
    """All that they chose, the latest first, each with its `.row`. One query."""
    open_to_them = Exists(rules.readable_topics(member).filter(pk=OuterRef("topic")))
    follows = Follow.objects.filter(member=member).select_related("topic", "tag", "space").defer("topic__search")
    page: keyset.Page[Any] = keyset.page(follows.annotate(is_open=open_to_them), by="at", at=at)
    for follow in page.rows:
        follow.row = _row(member, follow)
    return page


def _row(member: Member, follow: Follow) -> Row:
    about, kind = follow.about, next(kind for kind in KINDS if getattr(follow, f"{kind}_id"))
    shown = rules.may_enter(member, about) if isinstance(about, Space) else kind == "tag" or vars(follow)["is_open"]
    name, href = (str(about), about.get_absolute_url()) if shown else ("", "")
    return Row(kind, about.pk, Level(follow.level), follow.by_itself, name, href)
