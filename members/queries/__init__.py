"""Reads about people and the community."""

from members.queries.accounts import by_address, by_login
from members.queries.community import COMMUNITY_CACHE_KEY, COMMUNITY_CACHE_SECONDS, community
from members.queries.invitations import by_token, is_usable, made_by
from members.queries.people import (
    DirectoryPage,
    NameTaken,
    applicants,
    blocked_by,
    directory,
    free_name,
    held_handles,
    is_former,
    is_free_handle,
    person_called,
    who_asks_to_join,
    who_runs_this,
)

__all__ = [
    "COMMUNITY_CACHE_KEY",
    "COMMUNITY_CACHE_SECONDS",
    "DirectoryPage",
    "NameTaken",
    "applicants",
    "blocked_by",
    "by_address",
    "by_login",
    "by_token",
    "community",
    "directory",
    "free_name",
    "held_handles",
    "is_former",
    "is_free_handle",
    "is_usable",
    "made_by",
    "person_called",
    "who_asks_to_join",
    "who_runs_this",
]
