"""Places of the web that are known here: several members of standing have linked them where every member reads it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet

from forum import holds
from forum.models import LinkedPlace, Post, Space, Status
from members.models import Member, Suspension

# One may be a seller, two may be the seller and a friend.
KNOWN_BY = 3

READ_BY_ALL = (Space.Visibility.PUBLIC, Space.Visibility.MEMBERS)


def that_count() -> QuerySet[Post]:
    """Posts whose links say something about a place: they are read by every member now, in no sensitive space, under the
    name of somebody who may write and was not new when they wrote it (as `holds.Standing` has it).
    """
    earlier = Post.objects.filter(
        member=OuterRef("member"), status=Status.VISIBLE, created_at__lt=OuterRef("created_at")
    )
    is_known = Exists(earlier[holds.NEW_UNTIL - 1 : holds.NEW_UNTIL])
    was_awake = Exists(earlier.filter(created_at__gte=OuterRef("created_at") - holds.ASLEEP))
    wrote_more = Exists(earlier[holds.LITTLE - 1 : holds.LITTLE])
    return Post.objects.filter(
        is_known,
        was_awake | wrote_more,
        ~Exists(Suspension.objects.in_force().filter(member=OuterRef("member"))),
        status=Status.VISIBLE,
        member__kind__in=[Member.Kind.PERSON, Member.Kind.IMPORTED],
        member__is_active=True,
        topic__status=Status.VISIBLE,
        topic__space__visibility__in=READ_BY_ALL,
        topic__space__is_sensitive=False,
    )


def known(places: Collection[str], *, but_for: int | None) -> frozenset[str]:
    """Those of the places that so many members have linked, the one with that number aside. One query, which looks at a few
    rows of each place however many there are.
    """
    if not places:
        return frozenset()
    counts = that_count().filter(pk=OuterRef("post"), member=OuterRef("member"))
    rows = LinkedPlace.objects.filter(Exists(counts), ~Q(member=but_for))
    each = [rows.filter(place=place).values_list("place", flat=True)[:KNOWN_BY] for place in sorted(places)]
    found = each[0].union(*each[1:], all=True) if len(each) > 1 else each[0]
    return frozenset(place for place, linked in Counter(found).items() if linked == KNOWN_BY)
