"""Who may send a picture, how large, and how many in a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from masks import sealed
from members.models import Member
from members.rules import NotAllowed, may_write
from uploads import holders
from uploads.holders import Sight
from uploads.models import Picture

DAY = timedelta(days=1)
# Drafts are kept 30 days after the last change, so what they show is kept a little longer.
UNUSED_FOR = timedelta(days=31)
MOST_IN_ONE = 20  # pictures in one text: a page that shows more is a burden to whoever pays for each megabyte


class TooMany(NotAllowed):
    status = 429
    retry_after = 3600


def may_send(member: Member, size: int) -> None:
    """Passes, and counts it: a file that turns out to be no picture has been work as well."""
    may_write(member)
    if size > settings.PICTURE_MEGABYTES * 10**6:
        words = ngettext(
            "This file is larger than %(most)d megabyte. A smaller copy of it will do.",
            "This file is larger than %(most)d megabytes. A smaller copy of it will do.",
            settings.PICTURE_MEGABYTES,
        )
        raise NotAllowed(words % {"most": settings.PICTURE_MEGABYTES})
    if not size:
        raise NotAllowed(_("This file is empty. Please choose another one."))
    if not sealed.count_limit("pictures", member, "day", DAY, settings.PICTURES_A_DAY):
        words = ngettext(
            "You have sent a picture today. The next one can come tomorrow.",
            "You have sent %(most)d pictures today. The next ones can come tomorrow.",
            settings.PICTURES_A_DAY,
        )
        raise TooMany(words % {"most": settings.PICTURES_A_DAY})


def owner_tag(member: Member, name: str, *, is_doubled: bool = False) -> bytes:
    """Says of one picture that nothing holds yet that this member sent it, and nothing of any other. To nobody else does it
    say that it is doubled: something of theirs behind a mask shows the same.
    """
    return sealed.text_tag(member, f"{'doubled' if is_doubled else 'picture'}:{name}")


def owner_tags(member: Member, name: str) -> tuple[bytes, bytes]:
    return owner_tag(member, name), owner_tag(member, name, is_doubled=True)


def sent(member: Member | None, picture: Picture) -> bool:
    """Is it theirs, and held by nothing yet?"""
    tag = picture.owner_tag
    return tag is not None and member is not None and bytes(tag) in owner_tags(member, picture.name)


def sight(viewer: Member | None, picture: Picture) -> Sight:
    """Its sender's, until something holds it; then of whoever may read one of the things that do. None: a visitor."""
    if picture.owner_tag is not None:
        return Sight.of(sent(viewer, picture), kept=False)
    return max((holders.sight(viewer, use) for use in picture.uses.all()), default=Sight.NONE)


def is_own(member: Member, picture: Picture) -> bool:
    """Did they send it, or write something that holds it?"""
    if picture.owner_tag is not None:
        return sent(member, picture)
    return any(holders.is_own(member, use) for use in picture.uses.all())


def is_held(picture: Picture, by: Iterable[tuple[str, int]]) -> bool:
    """Does one of these rows hold it?"""
    rows = set(by)
    return any((use.kind, use.holder_id) in rows for use in picture.uses.all())
