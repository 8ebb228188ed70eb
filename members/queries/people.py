"""Reads about people: names that are free, the directory, who waits to join."""

from __future__ import annotations

import string
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from members import handles
from members.lookalikes import fold, look
from members.models import BY_HANDLE, Block, FormerHandle, Goal, Member, MemberQuerySet
from members.rules import NotAllowed
from writing import search_names
from writing.search_text import one_of


class NameTaken(NotAllowed):
    """Somebody goes by that name, or by one that looks like it."""


def _free(names: list[str], except_for: Member | None = None) -> list[str]:
    """Those of the names that nobody goes by, nor by one that could be taken for it."""
    said, seen = [fold(name) for name in names], [look(name) for name in names]
    rows = Member.objects.exclude(kind=Member.Kind.IMPORTED).exclude(pk=except_for.pk if except_for else None)
    rows = rows.filter(Q(name_key__in=said) | Q(handle_key__in=said) | Q(name_look__in=seen))
    taken = set(rows.values_list("name_key", "handle_key", "name_look"))
    keys, looks = {key for row in taken for key in row[:2]}, {row[2] for row in taken}
    # Asked after the members: a handle that is given up in this moment is found in one of the two places.
    held = held_handles(names, except_for)
    free = zip(names, said, seen, strict=True)
    return [name for name, key, shape in free if not (key in keys or shape in looks or name in held)]


def held_handles(names: Sequence[str], except_for: Member | None = None) -> set[str]:
    """Those of the names that look like a handle which somebody else had before."""
    digests = {handles.digest_of(name): name for name in names}
    rows = FormerHandle.objects.held().filter(digest__in=digests)
    if except_for is not None:
        rows = rows.exclude(member=except_for)
    return {digests[digest] for digest in rows.values_list("digest", flat=True)}


def person_called(handle: str) -> Member:
    """Whose handle it is, however it is typed. Raises Member.DoesNotExist."""
    handle = handle.replace("\x00", "")
    found = by_handle([handle]).get(handle)
    if found is None:
        raise Member.DoesNotExist
    return found


def by_handle(typed: Iterable[str]) -> dict[str, Member]:
    """Whose handle each of these is: as it stands, else as its letters make one, so that “o’brien” is o-brien; else
    the one whose handle is found by it, as a word is: алена is алёна, unless somebody else could be meant; else whose
    handle it was before. One query, two where somebody is not found.
    """
    made = {handle: handle if "." in handle or "_" in handle else handles.handle_from(handle) for handle in typed}
    if not made:
        return {}
    spelled = [query for handle in made if (query := search_names.exactly(handle, weights=BY_HANDLE))]
    meant = Q(lower__in={name.lower() for pair in made.items() for name in pair})
    meant |= Q(search__holds=one_of(spelled)) if spelled else Q()
    people = list(Member.objects.people().alias(lower=Lower("handle")).filter(meant).defer("search"))
    found = {typed: member for typed, handle in made.items() if (member := _meant(typed, handle, people))}
    return (
        found if len(found) == len(made) else found | _had_before({typed: made[typed] for typed in made.keys() - found})
    )


def _had_before(made: dict[str, str]) -> dict[str, Member]:
    """Whose handle each was before."""
    lower = {name.lower() for pair in made.items() for name in pair} - {""}
    rows = FormerHandle.objects.alias(lower=Lower("handle")).filter(lower__in=lower, member__in=Member.objects.people())
    known = {row.handle.lower(): row.member for row in rows.select_related("member")}
    whose = {typed: known.get(typed.lower()) or known.get(handle.lower()) for typed, handle in made.items()}
    return {typed: member for typed, member in whose.items() if member is not None}


def is_former(handle: str, person: Member) -> bool:
    """Did the person have this handle before?"""
    if handle.lower() == person.handle.lower():
        return False
    return FormerHandle.objects.alias(lower=Lower("handle")).filter(lower=handle.lower(), member=person).exists()


def _meant(typed: str, handle: str, people: Sequence[Member]) -> Member | None:
    named = {member.handle.lower(): member for member in people}
    letters = search_names.letters(typed)
    alike = [member for member in people if search_names.letters(member.handle) == letters]
    return named.get(typed.lower()) or named.get(handle) or (alike[0] if len(alike) == 1 else None)


def is_free_handle(handle: str, except_for: Member) -> bool:
    """Does nobody else go by it, nor by what could be taken for it? Imported people have handles as well."""
    others = Member.objects.exclude(pk=except_for.pk)
    is_somebodys = others.filter(Q(handle__iexact=handle) | Q(handle_key=fold(handle))).exists()
    return not is_somebodys and bool(_free([handle], except_for))


def free_name(name: str, except_for: Member | None = None) -> str:
    """The cleaned name. Raises NotAllowed where it may not be carried, NameTaken with one that is free."""
    name = handles.clean_name(name)
    if _free([name], except_for):
        return name
    others = _free([f"{name[: handles.NAME_LENGTH - 2]} {letter}" for letter in string.ascii_uppercase], except_for)
    if not others:
        raise NameTaken(_("That name is taken here. Please choose another."))
    raise NameTaken(_("That name is taken here. “%(free)s” is free.") % {"free": others[0]})


PAGE_SIZE = 30  # people on one page of the directory


@dataclass(frozen=True)
class DirectoryPage:
    """`after` and `before` are where the next and the earlier page begin; "" where there is none."""

    people: list[Member]
    after: str = ""
    before: str = ""


class Place(StrEnum):
    """Where somebody is on a path, as far as they let members see it."""

    WAY = "way"
    REACHED = "reached"


def directory(
    *,
    words: str = "",
    subject: str = "",
    path: str = "",
    place: str = "",
    helped_with: QuerySet[Any] | None = None,
    after: str = "",
    before: str = "",
) -> DirectoryPage:
    """Listed members by name, page by page: never by a score, never imported people.

    `subject` finds who listed it, and `helped_with`, the numbers of members who were told that they helped with it. `path`
    is a slug and finds whose goal on it members may see; `place` where they are on it, or on any.
    """
    rows = Member.objects.listed().annotate(sort=Lower("display_name")).defer("bio", "bio_html", "password", "search")
    if words:
        query = search_names.called(words)
        rows = rows.filter(search__holds=query) if query else rows.none()
    if subject:
        listed = Q(can_help_with__contains=[subject])
        rows = rows.filter(listed | Q(pk__in=helped_with) if helped_with is not None else listed)
    if path or place:
        rows = rows.filter(Exists(_shown_goals(path, place)))
    mark = _place(before or after)
    if before and mark:
        found = list(_before(rows, *mark)[: PAGE_SIZE + 1])
        people = found[:PAGE_SIZE][::-1]
        return DirectoryPage(people, after=_mark(people[-1:]), before=_mark(people[:1]) if found[PAGE_SIZE:] else "")
    found = list((_after(rows, *mark) if mark else rows.order_by("sort", "id"))[: PAGE_SIZE + 1])
    people = found[:PAGE_SIZE]
    return DirectoryPage(
        people, after=_mark(people[-1:]) if found[PAGE_SIZE:] else "", before=_mark(people[:1]) if mark else ""
    )


def _shown_goals(path: str, place: str) -> QuerySet[Goal]:
    goals = Goal.objects.shown_to_members().filter(member=OuterRef("pk"))
    goals = goals.filter(journey__slug=path) if path else goals
    return goals.filter(reached_at__isnull=place == Place.WAY) if place else goals


def _after(rows: Any, name: str, id: int) -> Any:
    beyond = {"sort__gte": name}
    return rows.filter(Q(("sort__gt", name)) | Q(id__gt=id), **beyond).order_by("sort", "id")


def _before(rows: Any, name: str, id: int) -> Any:
    beyond = {"sort__lte": name}
    return rows.filter(Q(("sort__lt", name)) | Q(id__lt=id), **beyond).order_by("-sort", "-id")


def _mark(people: list[Any]) -> str:
    return f"{people[0].pk}:{people[0].sort}" if people else ""


def _place(mark: str) -> tuple[str, int] | None:
    """Name and number of a mark; None for anything that `_mark` did not write."""
    number, sep, name = mark.partition(":")
    if not sep or not number.isascii() or not number.isdigit() or len(number) > 18 or "\0" in name:
        return None
    return name, int(number)


def who_runs_this() -> list[Member]:
    """The admins, in the order of their names."""
    return list(Member.objects.people().filter(is_staff=True).order_by(Lower("display_name"), "id"))


def who_asks_to_join() -> MemberQuerySet:
    """Who confirmed their address and waits for an admin's word."""
    people = Member.objects.get_queryset().filter(kind=Member.Kind.PERSON, is_active=True)
    return people.filter(approved_at=None, declined_at=None, applied_at__isnull=False)


def applicants() -> list[Member]:
    """The first hundred who wait for an admin's word, the longest wait first."""
    return list(who_asks_to_join().order_by("applied_at", "id")[:100])


def blocked_by(member: Member) -> list[Block]:
    return list(member.blocks_made.select_related("blocked").order_by("-at"))
