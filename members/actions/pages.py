"""What a member says about themselves, and who may see it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activity.locks import lock
from members import queries, zones
from members.actions.accounts import set_name
from members.models import Member
from members.rules import NotAllowed, may_write
from writing.render import render
from writing.typed import lines

SUBJECTS_AT_MOST = 20  # things somebody can help with: more says nothing any more
HEADING = 3  # a bio's headings stand below those of the page


@transaction.atomic
def describe(
    *,
    member: Member,
    name: str,
    introduction: str,
    bio: str,
    location: str,
    time_zone: str,
    can_help_with: Sequence[str],
    rather_not: Sequence[str],
    language: str = "",
    reads_in: str | None = None,
) -> Member:
    """Changes the member's page; without a `language` it stays, and so does what they read in. Raises NotAllowed for a name that is taken or may not be carried."""
    may_write(member)
    locked = lock(Member.objects.all()).get(pk=member.pk)
    if name != locked.display_name:
        set_name(locked, queries.free_name(name, except_for=locked))
    if time_zone not in zones.known():
        raise NotAllowed(_("We don’t know that time zone."))
    locked.introduction, locked.bio, locked.location = introduction.strip(), lines(bio), location.strip()
    locked.bio_html = render(locked.bio, first_heading=HEADING).html if locked.bio else ""
    locked.time_zone = time_zone
    locked.language = language or locked.language
    locked.reads_in = locked.reads_in if reads_in is None else reads_in
    locked.can_help_with, locked.rather_not = _subjects(can_help_with), _subjects(rather_not)
    try:
        with transaction.atomic():
            locked.save()
    except IntegrityError:  # somebody took the name in this very moment
        raise queries.NameTaken(_("That name is taken here. Please choose another.")) from None
    return locked


def read_in(*, member: Member, language: str) -> None:
    """The interface and the mails speak this language to them from now on; "" is the community's."""
    Member.objects.filter(pk=member.pk).update(reads_in=language)
    member.reads_in = language


@transaction.atomic
def rather_not(*, member: Member, subject: str) -> None:
    """Adds one subject to those that the member would rather not be asked about. Raises NotAllowed for too many."""
    locked = lock(Member.objects.all()).get(pk=member.pk)
    locked.rather_not = _subjects([*locked.rather_not, subject])
    locked.save(update_fields=["rather_not"])


def _subjects(given: Sequence[str]) -> list[str]:
    """Each once, as it was typed first, in the order given. Raises NotAllowed for too many."""
    once: dict[str, str] = {}
    for words in given:
        tidy = " ".join(words.split()).strip(" ,.;")
        if tidy:
            once.setdefault(tidy.casefold(), tidy)
    if len(once) > SUBJECTS_AT_MOST:
        words = ngettext(
            "Please choose at most %(most)d of them.", "Please choose at most %(most)d of them.", SUBJECTS_AT_MOST
        )
        raise NotAllowed(words % {"most": SUBJECTS_AT_MOST})
    return list(once.values())


@transaction.atomic
def show(
    *, member: Member, is_listed: bool, shows_stage: bool, shows_counts: bool, shows_new: bool | None = None
) -> None:
    """Who may find the member, and what stands beside their name. `shows_new` None: as it was."""
    shown = {"is_listed": is_listed, "shows_stage": shows_stage, "shows_counts": shows_counts}
    if shows_new is not None:
        shown["shows_new"] = shows_new
    Member.objects.filter(pk=member.pk).update(**shown)


def show_counts(*, member: Member, shown: bool) -> None:
    """Sentences with a number of people on their page, or not."""
    Member.objects.filter(pk=member.pk).update(shows_counts=shown)
    member.shows_counts = shown
