"""Asks one member by name about a question that waits."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from activity import locks
from forum.actions.common import touch
from forum.models import Topic
from masks.hours import now_for
from members.models import Member
from members.rules import NotAllowed, may_write
from notices.actions.tell import tell
from nudges.actions import calls
from nudges.actions.ends import TOLD, key_of
from nudges.models import ByName, Offer, Summons
from nudges.queries import by_name

Kind = Summons.Kind


@transaction.atomic
def ask(*, actor: Member, topic: Topic, member: Member) -> Summons:
    """Asks them, once; they may say not now, and nobody is told. Raises NotAllowed for somebody who may not ask here,
    asked somebody already, or chose somebody who cannot be asked just now: the sentence does not say which of the
    reasons it is.
    """
    may_write(actor)
    by = by_name.role(actor, topic)
    if by is None:
        raise NotAllowed(_("Only whoever asked, and whoever tends the space, can choose somebody."))
    calls.take_turn()
    topic.refresh_from_db(fields=["status", "closed_at"])
    if not by_name.waits(topic):
        raise NotAllowed(_("It does not wait any more: somebody has answered, or it was closed."))
    if by_name.chosen(topic, by) is not None:
        raise NotAllowed(_("Somebody was asked by name already. Others are asked as well, on their own."))
    if not by_name.may_be_asked(topic, actor, member):
        raise NotAllowed(
            _("%(name)s cannot be asked just now, and nothing was sent. Somebody else may have a word on it.")
            % {"name": member.shown_name}
        )
    at = now_for(topic)
    touch(topic.pk)  # whoever asked reads on the page how many were
    summons = Summons.objects.create(
        kind=Kind.ASK, member=member, topic=topic, wave=by, at=at, why=_why(by, actor, topic)
    )
    locks.update(Offer.objects.filter(member=member), asked_at=at)
    _tell(summons, actor)
    return summons


def _tell(summons: Summons, actor: Member) -> None:
    topic = summons.topic
    assert topic is not None  # `ask`
    asker = actor if summons.wave == ByName.MODERATOR else topic.author
    masked, key = topic.is_masked, key_of(summons)
    tell(to=summons.member, kind=TOLD[Kind.ASK], dedupe_key=key, actor=asker, topic=topic, by_mask=masked)


def _why(by: ByName, actor: Member, topic: Topic) -> str:
    if by is ByName.MODERATOR:
        return _("%(name)s tends this space, and thought of you for this question.") % {"name": actor.shown_name}
    return _("%(name)s asks whether you could answer, and chose you by name.") % {"name": topic.author.shown_name}
