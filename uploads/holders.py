"""What can hold a picture, each kind answered for by the app that has it: those apps stand to the right of this one."""

from __future__ import annotations

from collections.abc import Collection
from enum import IntEnum
from typing import Protocol

from django.utils.module_loading import import_string

from members.models import Community, Member
from uploads.models import Use


class Sight(IntEnum):
    """Whether somebody sees a picture, and whether their browser may keep it."""

    NONE = 0
    UNKEPT = 1
    KEPT = 2

    @classmethod
    def of(cls, sees: bool, *, kept: bool = True) -> Sight:
        return cls.NONE if not sees else cls.KEPT if kept else cls.UNKEPT


class Holder(Protocol):
    def sight(self, viewer: Member | None, use: Use) -> Sight:
        """Of one of its pictures, for a member or a visitor."""

    def is_own(self, member: Member, id: int) -> bool:
        """Did this member write it?"""

    def existing(self, ids: Collection[int]) -> set[int]:
        """Those of them that are still there, hidden or not."""


class Logo:
    """Beside the community's name, on every page. Nobody wrote it, so it comes along with no text."""

    def sight(self, viewer: Member | None, use: Use) -> Sight:
        return Sight.of(Community.objects.filter(pk=use.holder_id, logo=use.picture_id).exists())

    def is_own(self, member: Member, id: int) -> bool:
        return False

    def existing(self, ids: Collection[int]) -> set[int]:
        return set(Community.objects.filter(pk__in=ids).values_list("pk", flat=True))


HOLDERS: dict[str, str] = {
    Use.Kind.POST: "forum.queries.pictures.Posts",
    Use.Kind.COMMENT: "forum.queries.pictures.Comments",
    Use.Kind.LETTER: "mentorship.queries.pictures.Letters",
    Use.Kind.ARTICLE: "blog.queries.pictures.Articles",
    Use.Kind.FACE: "forum.queries.pictures.Faces",
    Use.Kind.LOGO: "uploads.holders.Logo",
    Use.Kind.BROUGHT: "privacy.queries.brought.Words",
}


WAITING = "forum.queries.scheduled.pictures"  # the names of those in texts that wait for a day of their writer's choice


SHOWN_LATER = "forum.queries.drafts.shown_later"  # the same of one member's texts, and of their sealed drafts


def holder(kind: str) -> Holder:
    found: Holder = import_string(HOLDERS[kind])()
    return found


def waiting() -> set[str]:
    found: set[str] = import_string(WAITING)()
    return found


def shown_later(member: Member, names: Collection[str], *, form: str) -> set[str]:
    found: set[str] = import_string(SHOWN_LATER)(member, names, form=form)
    return found


class Text(Protocol):
    """What holds pictures, as a text that can be rendered again."""

    def strangers(self, id: int) -> tuple[str, ...]:
        """The addresses of pictures elsewhere that stand in it as links; none where nobody reads it."""

    def render_again(self, id: int) -> None:
        """Once more, since a picture that it names is here now."""


TEXTS: dict[str, str] = {
    Use.Kind.POST: "forum.actions.bringing.Posts",
    Use.Kind.COMMENT: "forum.actions.bringing.Comments",
    Use.Kind.LETTER: "mentorship.actions.bringing.Letters",
    Use.Kind.ARTICLE: "blog.actions.bringing.Articles",
}


def text(kind: str) -> Text:
    found: Text = import_string(TEXTS[kind])()
    return found


def sight(viewer: Member | None, use: Use) -> Sight:
    return holder(use.kind).sight(viewer, use)


def is_own(member: Member, use: Use) -> bool:
    return holder(use.kind).is_own(member, use.holder_id)
