"""How much room pictures take, for the pages of admins."""

from __future__ import annotations

from django import template

from uploads.queries import Room, room

register = template.Library()


@register.simple_tag
def picture_room() -> Room:
    return room()
