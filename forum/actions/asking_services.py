"""What somebody new wrote for everybody to read is shown to the services that the host chose, once it is there.

What a mask wrote, and what members alone read, is shown to nobody.
"""

from __future__ import annotations

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activity import broker
from forum import spam_services
from forum.actions.tending import hold
from forum.models import Comment, Post, Row, Status, post_of
from forum.queries.standing import standing_of
from forum.rules import readable_topics
from web.outside import Unreached
from writing.events import plain, read

log = structlog.get_logger("forum")

KINDS: dict[str, type[Row]] = {"post": Post, "comment": Comment}
TASK = "forum.ask_services"


def ask_about(row: Row) -> None:
    """Without a broker nobody is asked."""
    if spam_services.are_asked() and not row.is_masked:
        call = [row._meta.model_name, row.pk]
        transaction.on_commit(lambda: broker.hand_over(TASK, [call]), robust=True)


def ask(kind: str, id: int) -> bool:
    """Says whether it was held."""
    row = KINDS[kind]._default_manager.filter(pk=id, status=Status.VISIBLE, member__isnull=False).first()
    if row is None or not _is_for_everybody(row) or not standing_of(row).is_new(timezone.now()):
        return False
    reasons = _said(row)
    if reasons:
        hold(row=row, reasons=reasons)
    return bool(reasons)


def _is_for_everybody(row: Row) -> bool:
    return readable_topics(None).filter(pk=post_of(row).topic_id).exists()


def _said(row: Row) -> list[str]:
    """Each by itself: one that is away keeps nobody from asking the other."""
    is_answer = isinstance(row, Comment) or not row.is_opening
    title = row.topic.title + "\n" if isinstance(row, Post) and row.is_opening else ""
    reasons = []
    try:
        if spam_services.akismet_takes_for_an_advert(title + plain(read(row.html)), is_answer=is_answer):
            reasons.append(_("Akismet takes it for an advert."))
    except Unreached:
        log.info("forum.spam_service_away", service="akismet")
    try:
        if row.member is not None and spam_services.stopforumspam_knows(row.member.email or ""):
            reasons.append(_("StopForumSpam has heard of adverts from this address."))
    except Unreached:
        log.info("forum.spam_service_away", service="stopforumspam")
    return reasons
