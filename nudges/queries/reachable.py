"""May this person be asked or written to at all? Parts of SQL for whole statements, and the same as a scope.

What only one kind of message asks (the budget, a choice, a tag) stands with that kind. `nudges/policy.py` asks all of it
once more, of one person, just before a mail goes.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q

from forum.queries.levels import willing
from members.models import Member, MemberQuerySet, Suspension
from members.stages import AWAY
from members.zones import known
from notices import hours
from nudges.models import Crisis

PLACE = re.compile(r"\{(?P<name>\w+):(?P<who>\w+)(?::(?P<other>[^}]+))?\}")

# Named conditions on `who`, a row of members_member, and for a block on the number of another member.
PARTS = {
    "living": """who.kind = 'person' AND who.is_active AND who.approved_at IS NOT NULL
      AND who.stage NOT IN ('resting', 'left')
      AND NOT EXISTS (SELECT 1 FROM members_suspension AS held WHERE held.member_id = who.id
                      AND held.until > %(now)s AND held.lifted_at IS NULL)""",
    "at_peace": """NOT EXISTS (SELECT 1 FROM nudges_crisis AS crisis WHERE crisis.member_id = who.id
                      AND crisis.until > %(now)s)""",
    "awake": """(who.time_zone = ANY(%(awake)s)
      OR 'UTC' = ANY(%(awake)s) AND who.time_zone <> ALL(%(zones)s))""",
    "unblocked": """NOT EXISTS (SELECT 1 FROM members_block AS block WHERE (block.blocker_id, block.blocked_id)
                      IN ((who.id, other), (other, who.id)))""",
    "willing": willing("who", "other"),  # to help with a topic
}


def sql(statement: str) -> str:
    """Fills in `{living:member}`, `{awake:member}`, `{unblocked:member:waiting.asker_id}` and so on."""
    return PLACE.sub(_part, statement)


def _part(place: re.Match[str]) -> str:
    return PARTS[place["name"]].replace("who.", f"{place['who']}.").replace("other", place["other"] or "")


def values(now: datetime) -> dict[str, Any]:
    """What the parts ask for."""
    return {"now": now, "awake": hours.awake_zones(now), "zones": sorted(known())}


def reachable(now: datetime) -> MemberQuerySet:
    """Who is living here, at peace and awake."""
    held = Suspension.objects.in_force(now).filter(member=OuterRef("pk"))
    paused = Crisis.objects.filter(member=OuterRef("pk"), until__gt=now)
    people = Member.objects.people().exclude(stage__in=AWAY)
    return people.filter(_awake(now), ~Exists(held), ~Exists(paused))


def _awake(now: datetime) -> Q:
    awake = hours.awake_zones(now)
    unknown = ~Q(time_zone__in=known()) if "UTC" in awake else Q(pk__in=[])
    return Q(time_zone__in=awake) | unknown
