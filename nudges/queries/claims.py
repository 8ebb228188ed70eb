"""Who says that they are writing an answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.models import Topic
from members.models import Block, Member
from nudges.models import Claim
from writing.sentences import isolated


@dataclass(frozen=True, slots=True)
class OnIt:
    """`mine`: until when the viewer is on it (None: they are not). `others`: a sentence about others, or ""."""

    mine: datetime | None
    others: str


def on_it(topic: Topic, viewer: Member) -> OnIt:
    """Nobody is named across a block. One query."""
    met = Block.objects.between(viewer, OuterRef("member"))
    found = Claim.objects.filter(topic=topic, until__gt=timezone.now()).exclude(Exists(met)).select_related("member")
    claims = list(found.order_by("until", "pk"))
    names = [isolated(claim.member.shown_name) for claim in claims if claim.member_id != viewer.pk]
    mine = next((claim.until for claim in claims if claim.member_id == viewer.pk), None)
    return OnIt(mine, _sentence(names))


def _sentence(names: list[str]) -> str:
    if not names:
        return ""
    if len(names) == 1:
        return _("%(name)s is writing an answer.") % {"name": names[0]}
    said = {"name": names[0], "other": names[1]}
    if len(names) == 2:
        return _("%(name)s and %(other)s are writing an answer.") % said
    return _("%(name)s, %(other)s and others are writing an answer.") % said
