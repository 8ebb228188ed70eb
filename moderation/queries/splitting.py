"""The answers of a topic, for whoever makes some of them a topic of their own."""

from __future__ import annotations

from django.db.models.functions import Left
from django.utils.translation import gettext as _

from forum.models import Post, Status, Topic
from writing.sentences import isolated

FIRST_WORDS = 100  # characters of each


def answers_of(topic: Topic, *, most: int, around: int = 0) -> list[tuple[int, str]]:
    """The id of each that can go, and by whom and how it begins: the first `most` from the post `around` (0: from the start)."""
    found = Post.objects.filter(topic=topic, position__gt=0, status=Status.VISIBLE, helped=False, mask=None)
    if around:
        found = found.filter(position__gte=Post.objects.filter(pk=around, topic=topic).values("position"))
    rows = found.select_related("member").annotate(words=Left("text", FIRST_WORDS)).order_by("position")
    rows = rows.only("position", "member__display_name", "member__handle", "member__kind", "member__is_active")[:most]
    return [
        (post.pk, _("%(name)s: %(words)s") % {"name": isolated(post.author.shown_name), "words": isolated(post.words)})
        for post in rows
    ]
