"""The space that takes an import: one that somebody names by its name, slug or address, or a new one."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db.models import Q
from django.utils.text import slugify

from forum.models import Post, Space
from importers.actions.posts import KIND as POST
from importers.models import Imported
from importers.stackexchange.links import Site

LONGEST_SLUG = Space._meta.get_field("slug").max_length or 50
LONGEST_TITLE = Space._meta.get_field("title").max_length or 60
HUE_STEP = 7  # of 36: neighbours in the list never look alike
_ADDRESS = re.compile(r"/?s/(?P<slug>[^/?#]+)/?")


class NoSuchSpace(ValueError):
    """What was said names no space and cannot be the name of a new one; the message is a sentence."""


def space_for(site: Site, said: str = "") -> Space:
    """The space that `said` names; without it the one that holds what came from `site` before, else one of its name.

    A space that is new is not saved yet. Raises NoSuchSpace.
    """
    said = " ".join(said.split())
    if not said:
        return _of_before(site) or _called(site.host.replace(".", "-")) or _new(site.host)
    if "/" in said:
        space = _called(_slug_in(said))
        if space is None:
            raise NoSuchSpace(f"There is no space at {said[:200]}.")
    else:
        space = _called(said) or _new(said)
    if space.archived_at is not None:
        raise NoSuchSpace(f"The space “{space.title}” is closed: nothing new can be written in it.")
    return space


def kept(space: Space) -> Space:
    """The space, saved: last in the list, readable by everyone."""
    if space.pk is None:
        position = Space.objects.count()
        space.position, space.hue = position, (20 + position * HUE_STEP) % 36
        space.visibility = Space.Visibility.PUBLIC
        space.save()
    return space


def _of_before(site: Site) -> Space | None:
    last = Imported.objects.filter(source=site.host, kind=POST).order_by("-foreign_id").values("object_id")[:1]
    post = Post.objects.filter(pk__in=last).select_related("topic__space").first()
    return post.topic.space if post else None


def _called(words: str) -> Space | None:
    """By slug, else by name whatever its case."""
    slug = Space.objects.filter(slug=words.lower()[:LONGEST_SLUG]).first()
    found = [slug] if slug else list(Space.objects.filter(Q(title__iexact=words) | Q(slug=slugify(words) or "-")))
    if len(found) > 1:
        slugs = " or ".join(sorted(space.slug for space in found))
        raise NoSuchSpace(f"More than one space is called “{words}”. Say which by its address: {slugs}.")
    return found[0] if found else None


def _slug_in(address: str) -> str:
    """The slug in an address of ours."""
    try:
        parts = urlsplit(
            address if "//" in address else f"//{urlsplit(settings.SITE_URL).netloc}/{address.lstrip('/')}"
        )
    except ValueError:
        parts = None
    path = _ADDRESS.fullmatch(parts.path) if parts and parts.netloc == urlsplit(settings.SITE_URL).netloc else None
    if path is None:
        raise NoSuchSpace(
            f"“{address[:200]}” is no address of a space here. They look like {settings.SITE_URL}/s/history/."
        )
    return unquote(path["slug"])


def _new(title: str) -> Space:
    if len(title) > LONGEST_TITLE:
        raise NoSuchSpace(f"The name of a space can have {LONGEST_TITLE} characters, and this has {len(title)}.")
    if not any(sign.isalnum() for sign in title):
        raise NoSuchSpace(f"“{title}” cannot be the name of a space: it needs a letter or a number.")
    slug = slugify(title.replace(".", "-"))[:LONGEST_SLUG] or f"space-{Space.objects.count() + 1}"
    return Space(slug=slug, title=title)
