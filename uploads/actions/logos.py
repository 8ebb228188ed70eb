"""The picture beside the community's name."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from activity import locks
from activity.locks import take_turn
from members.actions import community
from members.models import Member
from members.rules import NotAllowed
from uploads import rules, workshop
from uploads.actions import taking
from uploads.models import Picture, Use

ROW = 1  # the community's


def show_logo(*, by: Member, content: bytes) -> None:
    """The square in the middle of a picture stands on every page from now on. Raises NotAllowed."""
    _admins_alone(by)
    made = workshop.develop(content, face=True, before=lambda: rules.may_send(by, len(content)))
    _change(by, taking.keep(made, owner=by))


def hide_logo(*, by: Member) -> None:
    """The bird stands there again. Raises NotAllowed."""
    _admins_alone(by)
    _change(by, None)


def _admins_alone(member: Member) -> None:
    if not member.is_staff:
        raise NotAllowed(_("Only an admin changes this."))


@transaction.atomic
def _change(by: Member, picture: Picture | None) -> None:
    """One after the other, so that of two admins one picture is held and not both."""
    if picture is not None:
        locks.update(Picture.objects.filter(pk=picture.pk), owner_tag=None, kept_until=None)
    take_turn("uploads.same", "logo")
    locks.delete(Use.objects.filter(kind=Use.Kind.LOGO))
    if picture is not None:
        Use.objects.create(kind=Use.Kind.LOGO, holder_id=ROW, picture=picture)
    community.change(by=by, values={"logo": picture.pk if picture else ""})
