"""Tags of the pages for signing in, joining and settings: who else signs people in."""

from __future__ import annotations

from django import template

from members.models import Member
from oidc import queries
from oidc.models import Provider

register = template.Library()


@register.simple_tag
def ways_in() -> list[Provider]:
    """The providers that are switched on."""
    return list(queries.offered())


@register.simple_tag
def has_ways_in(member: Member) -> bool:
    """Is there something to read on the page of one's accounts elsewhere?"""
    return queries.offered().exists() or queries.connected(member).exists()
