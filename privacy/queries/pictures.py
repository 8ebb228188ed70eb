"""The pictures of what somebody wrote, for their copy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from blog.models import Article
from forum.models import Comment, Post
from members.models import Member
from mentorship.models import Letter
from privacy.models import Brought
from uploads import files
from uploads.models import Picture, Use

MOST_BYTES = 200_000_000  # of pictures in one copy: it is put together in memory while its member waits


def of_member(member: Member) -> QuerySet[Use]:
    """Of all that they wrote under their name, and beside it."""
    return (
        _held(Use.Kind.POST, Post.objects.filter(member=member))
        | _held(Use.Kind.COMMENT, Comment.objects.filter(member=member))
        | _held(Use.Kind.LETTER, Letter.objects.filter(author=member))
        | _held(Use.Kind.ARTICLE, Article.objects.filter(member=member))
        | _held(Use.Kind.BROUGHT, Brought.objects.filter(member=member))
        | Use.objects.filter(kind=Use.Kind.FACE, holder_id=member.pk)
    )


def _held(kind: str, rows: QuerySet[Any]) -> QuerySet[Use]:
    return Use.objects.filter(kind=kind, holder_id__in=rows.values("pk"))


def of_masks(posts: list[int], comments: list[int]) -> QuerySet[Use]:
    return Use.objects.filter(kind=Use.Kind.POST, holder_id__in=posts) | Use.objects.filter(
        kind=Use.Kind.COMMENT, holder_id__in=comments
    )


def as_files(uses: QuerySet[Use]) -> Iterator[tuple[str, bytes]]:
    """The largest file of each picture, by the name under which the words show it, as many as a copy can hold."""
    room = MOST_BYTES
    for picture in Picture.objects.filter(uses__in=uses).select_related("stored").distinct().order_by("pk"):
        name = _largest(picture)
        try:
            content = files.read(picture.stored_id, name)
        except FileNotFoundError:
            continue
        room -= len(content)
        if room < 0:
            return
        yield f"pictures/{picture.pk}.{name.rpartition('.')[2]}", content


def _largest(picture: Picture) -> str:
    """A moving one as it moves; else the widest, in the format that most programs read."""
    if picture.stored.moves:
        return "moving.webp"
    wide = [name for name in picture.stored.files if name.startswith(f"{picture.stored.widths[-1]}.")]
    return sorted(wide, key=lambda name: name.rpartition(".")[2] == "avif")[0]
