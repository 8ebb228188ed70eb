"""Replies to what the reader wrote or follows."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from notices.kinds.kind import Group, Kind

ROWS = (
    Kind(
        "answered",
        Group.REPLIES,
        label=_("Somebody answers what I asked or began"),
        line=_("%(who)s answered you"),
        subject=_("%(name)s, somebody answered you"),
        lead=_("Somebody wrote in a topic that you began. The words are waiting for you, for as long as you like."),
        action=_("Read the answer"),
        why=_("You began this topic and hear of answers by mail."),
        by_mail=True,
        early=True,
        folds=True,
        icon="message-circle",
    ),
    Kind(
        "commented",
        Group.REPLIES,
        label=_("Somebody replies to what I wrote"),
        line=_("%(who)s replied to what you wrote"),
        subject=_("%(name)s, somebody replied to you"),
        lead=_("Somebody left a short remark under something that you wrote. It is waiting for you on the page."),
        action=_("Read the reply"),
        why=_("You wrote the words that this is about, and hear of replies to them by mail."),
        by_mail=False,
        early=True,
        folds=True,
        icon="message-circle",
    ),
    Kind(
        "mentioned",
        Group.REPLIES,
        label=_("Somebody mentions me"),
        line=_("%(who)s mentioned you"),
        subject=_("%(name)s, somebody mentioned you"),
        lead=_("Somebody wrote your name in a topic. If you would like to see what it is about, it is one tap away."),
        action=_("Read it"),
        why=_("Your name was written there, and you hear of mentions by mail."),
        by_mail=True,
        early=True,
        folds=True,
        icon="at-sign",
    ),
    Kind(
        "followed",
        Group.REPLIES,
        label=_("Something new in a topic that I follow"),
        line=_("%(who)s wrote in a topic that you follow"),
        subject=_("%(name)s, something new in a topic that you follow"),
        lead=_("There is something new in a topic that you follow. It will still be there when you have time."),
        action=_("Read it"),
        why=_("You follow this topic and hear of new posts by mail."),
        by_mail=False,
        early=True,
        folds=True,
        icon="rss",
    ),
    Kind(
        "digest",
        Group.REPLIES,
        label=_("One mail of what I have not read"),
        subject=_("%(name)s, what you have not read"),
        why=_("You chose to get what you have not read in one mail."),
        by_mail=True,
        by_rhythm=True,
        icon="mail",
        template="emails/notices/digest",
        letter="notices.queries.letters.digest_letter",
    ),
)
