"""What suggests something: under the attention treaty, `nudges/policy.py`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from notices.kinds.kind import Group, Kind

ROWS = (
    Kind(
        "welcome",
        Group.SUGGESTIONS,
        label=_("One welcome, a day after joining, when somebody said hello"),
        subject=_("%(name)s, somebody said hello"),
        why=_("You joined a day or two ago. It is the only welcome that is sent."),
        by_mail=True,
        icon="sprout",
        template="emails/nudges/welcome",
        early=True,
        letter="nudges.queries.letters.welcome",
    ),
    Kind(
        "reciprocity",
        Group.SUGGESTIONS,
        label=_("A question like one that somebody helped me with"),
        subject=_("%(name)s, somebody is where you once were"),
        by_mail=True,
        answerable=True,
        icon="waypoints",
        template="emails/nudges/reciprocity",
        letter="nudges.queries.letters.reciprocity",
    ),
    Kind(
        "stay",
        Group.SUGGESTIONS,
        label=_("The day after I reach a goal: stay, rest or goodbye"),
        line=_("You reached your goal yesterday. Would you like to stay on, rest, or say goodbye? Each is fine."),
        subject=_("%(name)s, one question"),
        why=_("You said yesterday that you reached what you set out for. It is asked once."),
        by_mail=True,
        icon="sunrise",
        template="emails/nudges/stay",
        letter="nudges.queries.letters.stay",
    ),
    Kind(
        "check_in",
        Group.SUGGESTIONS,
        label=_("How it is going, when I walk with somebody and it has been quiet"),
        line=_("How is it going with %(who)s? A line is enough, and not today is fine too."),
        subject=_("%(name)s, how is it going?"),
        by_mail=True,
        icon="footprints",
        template="emails/nudges/plain",
        letter="nudges.queries.letters.check_in",
    ),
    Kind(
        "term",
        Group.SUGGESTIONS,
        label=_("A week before my term as a mentor ends: eight more weeks, or a rest"),
        line=_("Your term as a mentor ends soon. Would you like eight more weeks, or a rest? Both are fine."),
        subject=_("%(name)s, one question"),
        by_mail=True,
        icon="hourglass",
        template="emails/nudges/plain",
        letter="nudges.queries.letters.term",
    ),
)
