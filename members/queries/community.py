"""The row that says what this community is."""

from __future__ import annotations

from django.core.cache import cache

from members.models import Community, SetupLink
from members.queries.invitations import digest

COMMUNITY_CACHE_KEY = "members.community.1"
COMMUNITY_CACHE_SECONDS = 300


def community() -> Community:
    """The community's row, from the cache where there is one; an unsaved default before set-up."""
    row = cache.get(COMMUNITY_CACHE_KEY)
    if row is None:
        row = Community.objects.filter(pk=1).first() or Community(pk=1)
        if row.set_up_at is not None:  # nobody should wait five minutes for the doors to open
            cache.set(COMMUNITY_CACHE_KEY, row, COMMUNITY_CACHE_SECONDS)
    return row


def is_set_up() -> bool:
    """Or does the installation still wait for its first admin?"""
    return Community.objects.filter(pk=1, set_up_at__isnull=False).exists()


def is_setup_open(token: str) -> bool:
    """Can this one-time link still be used?"""
    return not is_set_up() and SetupLink.objects.filter(token_digest=digest(token), used_at=None).exists()
