"""Walking with somebody."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from notices.kinds.kind import Duty, Group, Kind

ROWS = (
    Kind(
        "mentor_requested",
        Group.MENTORING,
        label=_("Somebody asks me to walk with them"),
        line=_("%(who)s asks whether you would walk with them"),
        subject=_("%(name)s, somebody asks for you"),
        lead=_(
            "Somebody asks whether you would walk with them for a while. You have three days, and no is a fine answer."
        ),
        action=_("Read what they wrote"),
        why=_("You said that you mentor here."),
        by_mail=True,
        waits=True,
        icon="handshake",
    ),
    Kind(
        "mentor_accepted",
        Group.MENTORING,
        label=_("A mentor says yes"),
        line=_("%(who)s said yes and will walk with you"),
        subject=_("%(name)s, somebody said yes"),
        lead=_("Somebody whom you asked said yes. The page that only the two of you can read is open now."),
        action=_("Go to your page"),
        why=_("You asked them."),
        by_mail=True,
        icon="handshake",
        early=True,
    ),
    Kind(
        "mentor_declined",
        Group.MENTORING,
        label=_("A mentor cannot just now"),
        line=_("%(who)s cannot just now. Others on your path can be asked."),
        subject=_("%(name)s, a reply to what you asked"),
        lead=_("Somebody whom you asked replied. It is not about you, and there are others whom you can ask today."),
        action=_("See who else there is"),
        why=_("You asked them."),
        by_mail=True,
        icon="handshake",
        early=True,
    ),
    Kind(
        "mentor_passed_on",
        Group.MENTORING,
        label=_("A request comes back without an answer"),
        line=_("Your request came back without an answer. You can ask somebody else."),
        subject=_("%(name)s, about what you asked"),
        lead=_("Something that you asked came back without an answer. It is not about you. You can ask somebody else."),
        action=_("See who else there is"),
        why=_("You asked for somebody to walk with."),
        by_mail=True,
        icon="handshake",
        early=True,
    ),
    Kind(
        "mentorship_letter",
        Group.MENTORING,
        label=_("A letter from whom I walk with"),
        line=_("%(who)s wrote to you"),
        subject=_("%(name)s, a letter for you"),
        lead=_("The person you walk with wrote to you. Only the two of you can read it, on your page here."),
        action=_("Read the letter"),
        why=_("You walk together."),
        by_mail=True,
        icon="mail",
        early=True,
    ),
    Kind(
        "mentorship_ended",
        Group.MENTORING,
        label=_("We stop walking together"),
        line=_("You and %(who)s no longer walk together. Nobody has to say why."),
        subject=_("%(name)s, a change on your page"),
        lead=_(
            "Something changed on a page that you shared with somebody. Nobody has to say why, and nothing is lost."
        ),
        action=_("Go to your page"),
        why=_("You walked together."),
        by_mail=True,
        icon="handshake",
    ),
    Kind(
        "mentor_worried",
        Group.MENTORING,
        duty=Duty.ADMIN,
        label=_("Somebody tells the admins that they worry about whom they walk with"),
        line=_("%(who)s is worried about somebody they walk with"),
        subject=_("%(name)s, somebody asks for you"),
        lead=_("Somebody told the admins, and nobody else, about a worry. Please read it today; it takes a minute."),
        action=_("Read it"),
        why=_("You run this community."),
        by_mail=True,
        waits=True,
        icon="life-buoy",
        early=True,
    ),
)
