"""Reads about people and the community."""

from members.queries.community import COMMUNITY_CACHE_KEY, COMMUNITY_CACHE_SECONDS, community
from members.queries.invitations import by_token, is_usable
from members.queries.people import NameTaken, free_name

__all__ = [
    "COMMUNITY_CACHE_KEY",
    "COMMUNITY_CACHE_SECONDS",
    "NameTaken",
    "by_token",
    "community",
    "free_name",
    "is_usable",
]
