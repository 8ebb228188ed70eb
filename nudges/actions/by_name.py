"""Asks one member by name about a question that waits."""

from __future__ import annotations

from django.db import transaction
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from forum.actions.common import touch
from forum.models import Topic
from masks.hours import now_for
from masks.models import Mask
from masks.rules import may_wear, not_muted
from members.models import Member
from members.rules import NotAllowed, may_write
from nudges.actions import calls
from nudges.actions.summons import Called, call
from nudges.models import ByName, Summons
from nudges.queries import by_name


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
    if by is ByName.ASKER and topic.mask is not None:  # a mask that was silenced calls nobody either
        not_muted(topic.mask)
        may_wear(member=actor, topic_id=topic.pk, space_id=topic.space_id)
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
    touch(topic.pk)  # whoever asked reads on the page how many were
    chooser = actor if by is ByName.MODERATOR else topic.author
    called = [Called(member.pk, lazy(_why, str)(by, chooser))]
    call(called, kind=Summons.Kind.ASK, at=now_for(topic), topic=topic, chosen_by=by, actor=chooser)
    return Summons.objects.get(kind=Summons.Kind.ASK, topic=topic, chosen_by=by)


def _why(by: ByName, chooser: Member | Mask) -> str:
    if by is ByName.MODERATOR:
        return _("%(name)s tends this space, and thought of you for this question.") % {"name": chooser.shown_name}
    return _("%(name)s asks whether you could answer, and chose you by name.") % {"name": chooser.shown_name}
