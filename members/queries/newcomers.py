"""People who are new here and whom somebody could greet."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import NegatedExpression
from django.db.models.functions import Now

from members.models import Block, Hello, Member

SHOWN = 3  # cards: each gets read
NEW_FOR = timedelta(days=14)  # after that, a welcome sounds late
HELLOS_SHOWN = 20  # more would bury the rest of the page
LOOKED_THROUGH = 60  # newest accounts; bounds the query whatever the number of members


def to_greet(viewer: Member) -> QuerySet[Member]:
    """Newcomers whom this member has not greeted, those whom nobody has greeted first, then the newest.

    Whoever blocks or is blocked by the viewer is left out, and whoever does not want to be listed or shown as new.
    """
    arrived = Member.objects.filter(kind=Member.Kind.PERSON, joined_at__gte=Now() - NEW_FOR)
    newest = arrived.order_by("-joined_at").values("pk")[:LOOKED_THROUGH]
    hellos = Hello.objects.filter(newcomer=OuterRef("pk"))
    blocks = _blocks(viewer)
    people = Member.objects.listed().filter(~Exists(hellos.filter(author=viewer)), *blocks, pk__in=newest)
    people = people.filter(stage=Member.Stage.NEWCOMER, shows_new=True).exclude(pk=viewer.pk)
    return people.annotate(greeted=Exists(hellos)).order_by("greeted", "-joined_at", "-pk")


def _blocks(viewer: Member) -> tuple[NegatedExpression, NegatedExpression]:
    """As `Block.between`, but each way by itself, for this is asked on every home page: two joins, no question a row."""
    mine = Block.objects.filter(blocker=viewer, blocked=OuterRef("pk"))
    theirs = Block.objects.filter(blocker=OuterRef("pk"), blocked=viewer)
    return ~Exists(mine), ~Exists(theirs)


def hellos_for(member: Member) -> list[Hello]:
    """What people said when this member came, in the order in which they said it."""
    return list(Hello.objects.filter(newcomer=member).select_related("author").order_by("at", "pk")[:HELLOS_SHOWN])


def hello_between(pk: int, viewer: Member) -> Hello:
    """Raises Hello.DoesNotExist for whoever neither said it nor was meant."""
    theirs = Q(newcomer=viewer) | Q(author=viewer)
    return Hello.objects.select_related("newcomer", "author").filter(theirs).get(pk=pk)
