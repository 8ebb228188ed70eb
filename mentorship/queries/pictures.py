"""Who sees the pictures of letters: the two of the pair, and nobody else (uploads/holders.py)."""

from __future__ import annotations

from collections.abc import Collection

from forum.rules import reader
from members.models import Member
from mentorship.models import Letter, Mentorship
from mentorship.rules import load_pair
from uploads.holders import Sight
from uploads.models import Use


class Letters:
    def sight(self, viewer: Member | None, use: Use) -> Sight:
        member, letter = reader(viewer), Letter.objects.filter(pk=use.holder_id).first()
        if member is None or letter is None:
            return Sight.NONE
        try:
            load_pair(member, letter.mentorship_id)
        except Mentorship.DoesNotExist:
            return Sight.NONE
        return Sight.UNKEPT

    def is_own(self, member: Member, id: int) -> bool:
        return Letter.objects.filter(pk=id, author=member).exists()

    def existing(self, ids: Collection[int]) -> set[int]:
        return set(Letter.objects.filter(pk__in=ids).values_list("pk", flat=True))
