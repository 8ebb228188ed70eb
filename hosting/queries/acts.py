"""What admins did to the whole community, newest first, in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.queries import keyset
from hosting.models import Act
from writing import dates

PAGE = 30  # lines
LATELY = 5  # lines on the page of operations

VERBS = {
    "community.set_up": gettext_lazy("set the community up"),
    "community.changed": gettext_lazy("changed the community’s words or its door"),
    "space.opened": gettext_lazy("opened a space"),
    "space.changed": gettext_lazy("changed a space"),
    "journey.offered": gettext_lazy("offered a path"),
    "journey.changed": gettext_lazy("changed a path"),
    "word.changed": gettext_lazy("changed a word of thanks"),
    "law.changed": gettext_lazy("changed a page for the law"),
    "moderator.appointed": gettext_lazy("appointed a moderator"),
    "member.joined": gettext_lazy("let somebody join"),
    "member.declined": gettext_lazy("did not let somebody join"),
    "member.second_lock_reset": gettext_lazy("took the second lock off an account"),
    "mask.reveal_asked": gettext_lazy("asked to uncover who writes behind a mask"),
    "mask.reveal_agreed": gettext_lazy("agreed to uncover who writes behind a mask"),
    "mask.reveal_declined": gettext_lazy("did not agree to uncover who writes behind a mask"),
    "provider.added": gettext_lazy("added a way in"),
    "provider.changed": gettext_lazy("changed a way in"),
    "provider.removed": gettext_lazy("removed a way in"),
    "provider.switched_on": gettext_lazy("switched a way in on"),
    "provider.switched_off": gettext_lazy("switched a way in off"),
    "delivery.revived": gettext_lazy("had something tried again that was given up"),
    "delivery.dropped": gettext_lazy("let go of something that was given up"),
}

# What stands in a line of the community's own row.
FIELDS = {
    "name": gettext_lazy("its name"),
    "headline": gettext_lazy("its headline"),
    "purpose": gettext_lazy("what it is for"),
    "non_goals": gettext_lazy("what it is not"),
    "agreement": gettext_lazy("the agreement"),
    "host_name": gettext_lazy("who hosts it"),
    "host_url": gettext_lazy("the host’s address"),
    "privacy_note": gettext_lazy("what is done with people’s words"),
    "urgent_help": gettext_lazy("help right now"),
    "registration": gettext_lazy("who may join"),
    "blocked_words": gettext_lazy("words that are refused"),
    "time_zone": gettext_lazy("its time zone"),
    "language": gettext_lazy("its language"),
    "topic_languages": gettext_lazy("the languages that people write in"),
    "hue": gettext_lazy("its colour"),
    "logo": gettext_lazy("its picture"),
    "formulas": gettext_lazy("whether formulas are drawn"),
    "client_id": gettext_lazy("the client id"),
    "secret": gettext_lazy("the secret"),
}


@dataclass(frozen=True)
class Line:
    act: Act

    @property
    def who(self) -> str:
        return self.act.by.shown_name if self.act.by else _("Somebody on the server")

    @property
    def words(self) -> str:
        return str(VERBS.get(self.act.verb, self.act.verb))

    @property
    def details(self) -> str:
        """What it was about, as far as it has a name that everybody may know."""
        things = dates.listed([str(FIELDS.get(name, name)) for name in self.act.data.get("names", [])])
        if self.act.about is None:
            return things
        return f"{self.act.about.shown_name} ({things})" if things else self.act.about.shown_name


def lines(*, at: str = "") -> tuple[list[Line], keyset.Page[Act]]:
    page = keyset.page(Act.objects.select_related("by", "about"), by="at", at=at, size=PAGE)
    return [Line(act) for act in page.rows], page


def lately() -> list[Line]:
    return [Line(act) for act in Act.objects.select_related("by", "about").order_by("-at", "-id")[:LATELY]]
