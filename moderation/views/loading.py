"""Loads a post or comment by the words of its address; a stranger gets 404."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.utils.translation import gettext as _

from forum.models import Row
from forum.rules import load_comment, load_post, tends
from members.models import Member
from members.rules import NotAllowed
from moderation.models import Decision
from moderation.rules import may_use_desk, space_of
from web.http import or_404


def load_thing(viewer: Member, kind: str, pk: int) -> Row:
    try:
        return load_comment(viewer, pk) if kind == "comment" else load_post(viewer, pk)
    except ObjectDoesNotExist:
        raise Http404 from None


def load_tended(viewer: Member, kind: str, pk: int) -> Row:
    """For the people of its space; other readers get 403, who may not read it 404."""
    thing = load_thing(viewer, kind, pk)
    if not tends(viewer, space_of(thing)):
        raise NotAllowed(_("This page is for the people who tend this space."))
    return thing


def load_decision(pk: int) -> Decision:
    try:
        return Decision.objects.select_related("space", "moderator", "mask", "post__topic__space", "comment").get(pk=pk)
    except Decision.DoesNotExist:
        raise Http404 from None


def load_about(viewer: Member, kind: str, pk: int) -> Row | Member:
    """A thing of a space that the viewer tends, or somebody under their name."""
    if kind != "person":
        return load_tended(viewer, kind, pk)
    may_use_desk(viewer)
    return or_404(Member.objects.people().get, pk=pk)
