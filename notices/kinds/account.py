"""The account itself: no choice, no hours."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from notices.kinds.kind import Group, Kind

ROWS = (
    Kind(
        "approved",
        Group.ACCOUNT,
        label=_("I can come in"),
        line=_("Somebody read your words and said yes. Welcome."),
        subject=_("%(name)s, you can come in"),
        lead=_("Somebody read what you wrote and said yes. You can sign in and look around whenever you like."),
        action=_("Come in"),
        why=_("You asked to join. This is sent once."),
        by_mail=True,
        icon="check",
        early=True,
        always=True,
    ),
    Kind(
        "declined",
        Group.ACCOUNT,
        label=_("I asked to join, and there is a reply"),
        line=_("There is a reply to what you wrote when you asked to join"),
        subject=_("%(name)s, a reply to what you wrote"),
        lead=_("Somebody read what you wrote when you asked to join, and replied. The reply stands on your page."),
        action=_("Read the reply"),
        why=_("You asked to join. This is sent once."),
        by_mail=True,
        icon="letter-text",
        early=True,
        always=True,
    ),
    Kind(
        "suspended",
        Group.ACCOUNT,
        label=_("I cannot write for a while"),
        line=_("You cannot write for a while"),
        subject=_("%(name)s, about your account"),
        lead=_("Something about your account changed. The reason, and how long it lasts, stand on your page."),
        action=_("Read why"),
        why=_("It is your account, so you hear of it."),
        by_mail=True,
        icon="shield-alert",
        early=True,
        always=True,
    ),
    Kind(
        "address_dead",
        Group.ACCOUNT,
        label=_("Mail to my address comes back"),
        line=_("Mail to your address comes back. You can confirm it again, or use another one."),
        icon="mail",
        own=True,
    ),
    Kind(
        "looked_again",
        Group.ACCOUNT,
        label=_("I asked for a second look, and somebody looked"),
        line=_("Somebody else looked again, as you asked"),
        icon="history",
        own=True,
    ),
    Kind(
        "mail_refused",
        Group.ACCOUNT,
        label=_("A mail that I sent could not be posted"),
        subject=_("%(name)s, about the mail that you sent"),
        why=_("You sent a mail. We write about that once a day at most."),
        by_mail=True,
        icon="letter-text",
        template="emails/inbound/refused",
        early=True,
        always=True,
        letter="inbound.queries.letters.refused",
        masked_letter="inbound.queries.letters.refused_masked",
    ),
)
