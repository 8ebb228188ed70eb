"""A stand-in for a reader of whom a page knows nothing, with places for what is each reader's own.

What is drawn for the stand-in is drawn once, cut where the places are, and filled for each reader. Places begin with a
nonce that nobody outside the process knows, so nothing that somebody wrote can look like one.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from members.models import Member
from web.templatetags.ui import face, hue


def new_nonce() -> str:
    return f"zz{secrets.token_hex(8)}"


def anybody(nonce: str) -> Member:
    """A member without a row, in whose places placeholders stand."""
    nobody = Member(pk=0, handle=f"{nonce}handle;", display_name=f"{nonce}name;", approved_at=timezone.now())
    nobody.stage = Member.Stage.MEMBER
    placeholders = {
        "is_anybody": True,
        "placeholder": lambda name: SafeString(f"{nonce}{name};"),
        "bell_placeholder": SafeString(f"{nonce}bell;"),
        "hue_placeholder": f"{nonce}hue;",
        "initials_placeholder": f"{nonce}initials;",
    }
    vars(nobody).update(placeholders)
    return nobody


def cut(drawn: str, nonce: str) -> list[str]:
    """What was drawn between the places, and at every second place the name of what belongs there."""
    return re.split(f"{nonce}([a-z]+[0-9]*);", drawn)


def filled(pieces: list[str], values: Mapping[str, str]) -> str:
    whole = list(pieces)
    whole[1::2] = [values[name] for name in whole[1::2]]
    return "".join(whole)


def own_values(member: Member, *, told: bool) -> dict[str, str]:
    """What belongs into the places, in HTML. `told`: does something wait for them?"""
    return {
        "bell": _bell(told, get_language()),
        "name": escape(member.shown_name),
        "handle": escape(member.handle),
        "hue": hue(member.hue),
        "initials": face(member),
    }


@lru_cache(maxsize=32)
def _bell(told: bool, _language: str | None) -> str:
    return render_to_string("components/_bell.html", {"unread_notices": told})
