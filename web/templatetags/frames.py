"""What stands around every page: drawn once in each section of the site for all who see the same."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from members.models import Member
from web.anybody import anybody, cut, filled, new_nonce, own_values

register = template.Library()

MOST_FRAMES = 256  # parts × sections × who leads them where; more of them are those of names that the community had
NONCE = new_nonce()
_frames: dict[tuple[Any, ...], list[str]] = {}


@register.simple_tag(takes_context=True)
def frame(context: Context, name: str) -> SafeString:
    """A part of every page's frame, with what is the reader's own in its places."""
    user = context.get("user")
    member = user if getattr(user, "is_authenticated", False) else None
    if getattr(member, "is_anybody", False):  # the whole page is drawn once, and cut by its own places
        return _drawn(context, name)
    pieces = _pieces(context, name, member)
    if len(pieces) == 1 or member is None:
        return SafeString(pieces[0])
    return SafeString(filled(pieces, own_values(member, told=bool(context["unread_notices"]))))


def _pieces(context: Context, name: str, member: Member | None) -> list[str]:
    leads_to = (member.is_staff, bool(context["tends"])) if member else None
    community = context.get("community")
    called = getattr(community, "name", ""), getattr(community, "logo", "")
    key = (name, context.get("page"), called, get_language(), leads_to)
    if key not in _frames:
        if len(_frames) >= MOST_FRAMES:
            _frames.clear()
        if member is None:
            _frames[key] = [_drawn(context, name)]
        else:
            stand_in = anybody(NONCE)
            stand_in.is_staff = member.is_staff
            with context.push(user=stand_in):
                _frames[key] = cut(_drawn(context, name), NONCE)
    return _frames[key]


def _drawn(context: Context, name: str) -> SafeString:
    assert context.template is not None  # it is rendering
    return context.template.engine.get_template(name).render(context)
