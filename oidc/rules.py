"""Who sets providers up, and who may let go of a way in."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.utils.translation import gettext as _

from members.models import Member
from members.rules import NotAllowed
from oidc import sealing
from oidc.models import Connection, Provider


def may_set_up(by: Member) -> None:
    if not by.is_staff:
        raise NotAllowed(_("Only an admin changes this."))


def may_be_used(provider: Provider) -> None:
    """Passes where there is enough to send somebody there."""
    if not provider.client_id:
        raise NotAllowed(_("First the name by which %(provider)s knows us.") % {"provider": provider.name})


def can_be_opened(provider: Provider) -> None:
    """Passes where its client secret can be read, or where there is none."""
    try:
        sealing.secret_of(provider)
    except sealing.Unreadable:
        raise NotAllowed(
            _("The client secret that is kept here cannot be read, since SECRET_KEY is another one now. Type it again.")
        ) from None


def may_disconnect(connection: Connection) -> None:
    """Passes where another way in stays: a password, an address that is theirs, or another account elsewhere."""
    member = connection.member
    others = Connection.objects.filter(member=member, provider__is_on=True).exclude(pk=connection.pk)
    if member.has_usable_password() or others.exists():
        return
    if EmailAddress.objects.filter(user=member, verified=True).exists():
        return
    raise NotAllowed(_("This is your only way in. Confirm an address or set a password first."))
