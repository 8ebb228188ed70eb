"""What is set for everybody just now, in numbers, and who changed what last."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, F, Func, TextField, Value, When
from django.utils.translation import gettext as _

from forum.models import Appointment, Space
from hosting.models import Act
from members.models import Journey, Member
from moderation.models import Decision
from oidc.models import Provider
from recognition.models import ThanksWord

CHANGED = "community.changed"  # its line in the log names the fields
# What moderators choose is a line of their own log.
DECIDED: dict[str, dict[str, object]] = {
    "decided.roles": {"verb__in": [Decision.Verb.APPOINT, Decision.Verb.END_TERM]},
    "decided.reasons": {"verb": Decision.Verb.REASONS},
    "decided.calling": {"verb": Decision.Verb.WORDS, "before__has_key": "phrase"},
    "decided.treated": {"verb": Decision.Verb.WORDS, "before__has_key": "wording"},
}


@dataclass(frozen=True)
class Change:
    at: datetime
    by: Member | None

    @property
    def who(self) -> str:
        return self.by.shown_name if self.by else _("Somebody on the server")


@dataclass(frozen=True)
class Changes:
    """The last change of each field of the community, and the last act of each kind. Asked once for a whole page."""

    fields: dict[str, Change]
    verbs: dict[str, Change]

    def of(self, *, field: str = "", verbs: Iterable[str] = ()) -> Change | None:
        found = [change for verb in verbs if (change := self.verbs.get(verb))]
        return self.fields.get(field) or max(found, key=lambda change: change.at, default=None)


class _Names(Func):
    """Each name in a line of the log, as a row of its own."""

    function = "jsonb_array_elements_text"
    output_field = TextField()


def changes() -> Changes:
    acts = Act.objects.select_related("by")
    named = acts.filter(verb=CHANGED).annotate(name=_Names(F("data__names")))
    fields = named.order_by("name", "-at", "-id").distinct("name")
    verbs = acts.order_by("verb", "-at", "-id").distinct("verb")
    return Changes(
        fields={act.name: Change(act.at, act.by) for act in fields},
        verbs={act.verb: Change(act.at, act.by) for act in verbs} | _decided(),
    )


def _decided() -> dict[str, Change]:
    """A decision taken back was changed by whoever took it back."""
    kinds = [
        When(**{f"{at}{lookup}": value for lookup, value in which.items()}, then=Value(kind))
        for at in ("", "undoes__")
        for kind, which in DECIDED.items()
    ]
    rows = Decision.objects.annotate(about=Case(*kinds, output_field=TextField())).exclude(about=None)
    last = rows.select_related("moderator").order_by("about", "-at", "-id").distinct("about")
    return {row.about: Change(row.at, row.moderator) for row in last}


@dataclass(frozen=True)
class Counted:
    spaces: int
    paths: int
    words: int
    moderators: int
    admins: int
    ways_in: int


def counted() -> Counted:
    return Counted(
        spaces=Space.objects.filter(archived_at=None).count(),
        paths=Journey.objects.filter(is_open=True).count(),
        words=ThanksWord.objects.filter(is_open=True).count(),
        moderators=Appointment.objects.in_force().values("member").distinct().count(),
        admins=Member.objects.filter(is_staff=True, is_active=True).count(),
        ways_in=Provider.objects.filter(is_on=True).count(),
    )
