"""What a search was understood as: what was left out of it, and where nothing is found, what was looked for."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from forum import rules, words
from forum.models import Space, Tag
from forum.queries.wanted import Wanted
from forum.search_language import STATES, Named, Said
from members.models import Member
from writing import dates


def troubles(viewer: Member | None, said: Said) -> list[str]:
    """A sentence for each thing that was asked for and does not exist, as far as the viewer may know.

    One query each where spaces, tags or people are named. Visitors are not told which names there are.
    """
    return [*said.troubles, *_no_spaces(viewer, said), *_no_tags(said), *(_no_people(said) if viewer else ())]


def _no_spaces(viewer: Member | None, said: Said) -> Iterator[str]:
    """An archived space can still be read."""
    spaces = [space for space in Space.objects.all() if rules.may_enter(viewer, space)] if said.spaces else []
    known = {name.lower() for space in spaces for name in (space.slug, space.title)}
    for name in _not_in(said.spaces, known):
        yield _("There is no space “%(name)s” here.") % {"name": name}


def _no_tags(said: Said) -> Iterator[str]:
    slugs = {name: words.tag_slug(name) for name, _wanted in said.tags}
    known = set(Tag.objects.filter(slug__in=slugs.values()).values_list("slug", flat=True)) if slugs else set()
    for name, slug in slugs.items():
        if slug not in known:
            yield _("Nothing here has the tag “%(name)s”.") % {"name": name}


def _no_people(said: Said) -> Iterator[str]:
    asked = [name.lower() for name, _wanted in said.people]
    rows = Member.objects.alias(lower=Lower("handle")).filter(lower__in=asked)
    known = {handle.lower() for handle in rows.values_list("handle", flat=True)} if asked else set()
    for name in _not_in(said.people, known):
        yield _("Nobody here is called @%(name)s. It is the name in the address of their page.") % {"name": name}


def _not_in(named: Named, known: set[str]) -> list[str]:
    return [name for name, _wanted in named if name.lower() not in known]


def parts(wanted: Wanted) -> Iterator[str]:
    """In words, each thing that was looked for."""
    said = wanted.said
    if wanted.words:
        yield _("the words “%(words)s”") % {"words": wanted.words}
    for sentence, named in ((_("in “%s”"), said.spaces), (_("tagged “%s”"), said.tags), (_("by @%s"), said.people)):
        yield from (_as_wanted(sentence % name, is_wanted) for name, is_wanted in named)
    yield from (_as_wanted(str(STATES[name.lower()]), is_wanted) for name, is_wanted in said.states)
    for sentence, moment in ((_("before %s"), said.before), (_("since %s"), said.after)):
        if moment:
            yield sentence % dates.day(moment)
    if wanted.is_chosen:
        yield _("as chosen under “Narrow it down”")


def _as_wanted(sentence: str, is_wanted: bool) -> str:
    return sentence if is_wanted else _("not %s") % sentence
