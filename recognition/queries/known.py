"""What somebody is known for, in words. Only rows with a name on both sides, and never a number."""

from __future__ import annotations

from datetime import datetime

from django.db.models import CharField, Count, F, Func, Max, Q, QuerySet

from forum.models import Post, Status, Tag
from forum.rules import readable_topics
from forum.words import tag_slug
from members.models import Member
from recognition.models import Help, Thanks
from recognition.queries.words import Word, all_words
from web.prepared import Prepared
from writing.search_text import all_of

KNOWN_FOR_AT_MOST = 6  # tags on a profile: what fits in one line
PEOPLE_FOR_A_WORD = 3  # different people from whom on "most often" is true and not an accident
WORDS_AT_MOST = 3
LOOKED_THROUGH = 200  # newest acts of help; older ones say little about what somebody could answer today


def known_for(owner: Member, viewer: Member | None) -> list[Tag]:
    """Tags of topics in which somebody confirmed that their answer helped, the latest first."""
    confirmed = Help.objects.filter(
        kind=Help.Kind.ANSWER,
        helper=owner,
        helped__isnull=False,
        post__status=Status.VISIBLE,
        topic__in=readable_topics(viewer).values("id"),
    )
    return list(
        Tag.objects.filter(topictag__topic__in=confirmed.values("topic"))
        .annotate(latest=Max("topictag__topic_id"))
        .order_by("-latest")[:KNOWN_FOR_AT_MOST]
    )


def helped_with(subject: str, viewer: Member) -> QuerySet[Help, int]:
    """The numbers of members who were told, by name and under theirs, that they helped with it, as `known_for` shows: with
    a question under that tag, or in an answer that holds these words.
    """
    confirmed = Help.objects.filter(kind=Help.Kind.ANSWER, helper__isnull=False, helped__isnull=False)
    visible = {"post__status": Status.VISIBLE, "topic__in": readable_topics(viewer).values("id")}
    words = all_of(subject)
    about = Q(topic__tags__slug=tag_slug(subject))
    about |= Q(post__in=Post.objects.filter(search__holds=words).values("pk")) if words else Q()
    return confirmed.filter(about, **visible).values_list("helper", flat=True)


def own_posts(owner: Member) -> QuerySet[Post]:
    """Their visible posts under their own name, to join on."""
    return Post.objects.filter(member=owner, status=Status.VISIBLE)


def most_often(owner: Member) -> list[Word]:
    """Words that at least three different people gave them, in the community's order. One query."""
    word = Func(F("words"), function="unnest", output_field=CharField())
    people = (
        Thanks.objects.filter(post__in=own_posts(owner), member__isnull=False, hidden=False)
        .annotate(word=word)
        .values("word")
        .annotate(people=Count("member", distinct=True))
        .filter(people__gte=PEOPLE_FOR_A_WORD)
        .order_by("-people", "word")
    )
    kept = {row["word"] for row in people[:WORDS_AT_MOST]}
    return [word for slug, word in all_words().items() if slug in kept]


def tags_of_help(member: Member) -> tuple[dict[int, datetime], dict[int, datetime]]:
    """(tag → when they were last helped with it, tag → when their help with it was last confirmed). One query.

    Only acts with a name on both sides: a mask leads to nothing else, not even to a question.
    """
    was_helped: dict[int, datetime] = {}
    has_helped: dict[int, datetime] = {}
    for act in ACTS(member=member.pk):
        assert act.tag_id is not None  # `_acts`
        (was_helped if act.helped_id == member.pk else has_helped).setdefault(act.tag_id, act.at)
    return was_helped, has_helped


def _acts(member: int) -> QuerySet[Help]:
    named = {"kind": Help.Kind.ANSWER, "tag__isnull": False, "helper__isnull": False, "helped__isnull": False}
    acts = Help.objects.filter(Q(helped=member) | Q(helper=member), **named)
    return acts.order_by("-at", "-pk").only("tag", "helped", "at")[:LOOKED_THROUGH]


ACTS = Prepared(_acts)
