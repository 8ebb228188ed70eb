"""Somebody's mail program said that they do not want a mail of ours."""

from __future__ import annotations

from email.message import Message
from urllib.parse import urlsplit

import structlog
from django.urls import Resolver404, resolve

from inbound.mail.complaint import Complaint, complaint
from members.models import Member
from notices import unsubscribe
from notices.actions import choices
from notices.kinds import KINDS
from notices.models import Message as Outgoing

log = structlog.get_logger(__name__)


def complained(mail: Message) -> bool:
    """Stops what it complains about, as the one click in that mail does: that kind, by mail, for whoever got it. What is
    about the account itself goes on and is noted. Says whether it was such a report.
    """
    found = complaint(mail)
    if found is None:
        return False
    stop = _by_address(found) or _by_number(found)
    member = Member.objects.people().filter(pk=stop.member_id).first() if stop is not None else None
    if stop is None or member is None:
        log.warning("mail_complaint", kind="unknown")
        return True
    log.warning("mail_complaint", kind=stop.kind)
    if KINDS[stop.kind].is_choosable:
        choices.choose(member=member, kind=stop.kind, by_mail=False, how=choices.How.COMPLAINT)
    return True


def _by_address(found: Complaint) -> unsubscribe.Stop | None:
    """Whoever knows the address may stop it, whatever the rest of the report is worth."""
    for url in found.stop_urls:
        try:
            at = resolve(urlsplit(url).path)
            if at.view_name == "notices:stop":
                return unsubscribe.read(at.kwargs["token"])
        except (ValueError, Resolver404):
            continue
    return None


def _by_number(found: Complaint) -> unsubscribe.Stop | None:
    """A Message-ID is made here and cannot be guessed. That of a letter to a mask leads to nobody."""
    sent = Outgoing.objects.filter(message_id=found.message_id, member__isnull=False) if found.message_id else None
    row = sent.values_list("member_id", "kind").first() if sent is not None else None
    return unsubscribe.Stop(*row) if row is not None and row[0] is not None and row[1] in KINDS else None
