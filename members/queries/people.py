"""Reads about people: names that are free, the directory, who waits to join."""

from __future__ import annotations

import string

from django.db.models import Q
from django.utils.translation import gettext as _

from members import handles
from members.models import Member
from members.rules import NotAllowed


class NameTaken(NotAllowed):
    """Somebody goes by that name, or by one that looks like it."""


def _taken(keys: list[str], except_for: Member | None = None) -> set[str]:
    rows = Member.objects.exclude(kind=Member.Kind.IMPORTED).filter(Q(name_key__in=keys) | Q(handle_key__in=keys))
    if except_for is not None and except_for.pk:
        rows = rows.exclude(pk=except_for.pk)
    return {key for pair in rows.values_list("name_key", "handle_key") for key in pair if key in keys}


def free_name(name: str, except_for: Member | None = None) -> str:
    """The cleaned name. Raises NotAllowed where it may not be carried, NameTaken with one that is free."""
    name = handles.clean_name(name)
    if not _taken([handles.fold(name)], except_for):
        return name
    others = [f"{name[: handles.NAME_LENGTH - 2]} {letter}" for letter in string.ascii_uppercase]
    taken = _taken([handles.fold(other) for other in others], except_for)
    free = next((other for other in others if handles.fold(other) not in taken), None)
    if free is None:
        raise NameTaken(_("That name is taken here. Please choose another."))
    raise NameTaken(_("That name is taken here. “%(free)s” is free.") % {"free": free})
