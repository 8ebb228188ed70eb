"""Mail of ours that came back."""

from __future__ import annotations

from email.message import Message

from inbound.mail.report import undelivered
from members.models import Member
from notices.actions.addresses import bury, came_back_softly
from notices.reply_address import Ticket
from writing.domains import one_spelling


def came_back(mail: Message, ticket: Ticket) -> None:
    """An address that does not exist is written to no more; one that takes nothing for now is counted. Only where it is
    still the member's: the report of an address that they gave up says nothing about the new one.
    """
    member = Member.objects.filter(pk=ticket.member_id).first()
    own = one_spelling(member.email) if member is not None and member.email else ""
    theirs = [each for each in undelivered(mail) if own and one_spelling(each.address) == own]
    if member is not None and any(each.is_dead for each in theirs):
        bury(member=member, reply="came back")
    elif member is not None and any(each.is_soft for each in theirs):
        came_back_softly(member=member)
