"""May a member speak through a mask here?"""

from django.utils.translation import gettext as _

from masks import sealed
from masks.models import Mask
from members.models import Member
from members.rules import NotAllowed


def may_wear(*, member: Member, topic_id: int, space_id: int | None = None) -> None:
    """Raises NotAllowed while a moderator has silenced the member's masks here, or this one for good."""
    scopes = [sealed.topic_scope(topic_id)]
    if space_id is not None:
        scopes.append(sealed.space_scope(space_id))
    if not sealed.allowed(member, *scopes):
        raise NotAllowed(_("You cannot post without your name here for now. Your own name still works."))


def not_muted(mask: Mask) -> None:
    """Raises NotAllowed when a moderator has silenced this mask in its topic."""
    if mask.muted:
        raise NotAllowed(_("A moderator has asked this name to say no more in this topic."))
