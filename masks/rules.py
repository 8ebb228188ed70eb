"""May a member speak through a mask here?"""

from django.utils.translation import gettext as _

from masks import sealed
from masks.models import Mask, Reveal
from members.models import Member
from members.rules import NotAllowed, may_write

TWO = 2  # admins: one asks, another agrees


def may_break_glass(member: Member) -> None:
    """For admins, where there are at least two. For everybody else, and in a place with one admin, it does not exist."""
    if not member.is_staff or Member.objects.people().filter(is_staff=True).count() < TWO:
        raise Reveal.DoesNotExist
    may_write(member)


def may_agree(member: Member, row: Reveal) -> None:
    may_break_glass(member)
    still_open(row)
    if row.asked_by_id == member.pk:
        raise NotAllowed(_("You asked for it yourself, so another admin decides whether it is right."))


def still_open(row: Reveal) -> None:
    if row.agreed_by_id is not None or row.declined_by_id is not None:
        raise NotAllowed(_("This is decided already."))


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
