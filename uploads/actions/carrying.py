"""Pictures that come along with a text, in two steps around its writing: `carry` before anything is locked, and
`hold` once the row is there.

A picture stands in a text only where its writer sent it, or wrote something that holds it, or where a row that the text
grew out of does. In any other place its address is words.

Behind a mask nothing may tie two texts together: the picture gets a new name, and files of its own where something
else holds it already or is to show it under its writer's name on another day, and no digest by which it could be found to be another one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils.translation import ngettext

from activity import locks
from activity.locks import lock, take_turn
from members.models import Member
from members.rules import NotAllowed
from uploads import files, holders, queries, rules, workshop
from uploads.actions.fetching import ask_for
from uploads.actions.sweeping import discard
from uploads.models import Picture, Stored, Use, new_key, new_name
from writing.pictures import Shapes, names_in, renamed

Rows = Iterable[tuple[str, int]]


@dataclass
class Carried:
    """The text with the names under which its pictures will stand in it."""

    body: str
    fetched: Shapes = field(default_factory=dict)  # from strangers, by their addresses
    pictures: list[Picture] = field(default_factory=list)
    copies: list[tuple[Stored, Stored]] = field(default_factory=list)  # whose files are to be copied to whom

    @property
    def shapes(self) -> Shapes:
        return {**self.fetched, **{picture.pk: queries.shape_of(picture) for picture in self.pictures}}

    def hold(self, kind: str, id: int) -> None:
        """The row that was just written holds them. Files are copied now and not before: a text that is refused costs none."""
        for old, new in self.copies:
            if new.pk is not None:  # else it was found to be the same as one that is kept
                files.keep(new.key, {name: files.read(old.key, name) for name in old.files})
        self.copies = []
        for picture in self.pictures:
            Use.objects.get_or_create(kind=kind, holder_id=id, picture=picture)
        ask_for(kind, id, self.body)

    def hold_alone(self, kind: str, id: int, *, was: str) -> None:
        """The same of a row that keeps no earlier versions."""
        if names_in(was):
            locks.delete(Use.objects.filter(kind=kind, holder_id=id).exclude(picture__in=self.pictures))
        self.hold(kind, id)


def carry(
    *, actor: Member, body: str, masked: bool, of: tuple[str, int] | None = None, beside: Rows = (), form: str = ""
) -> Carried:
    """`of` is the row whose text it becomes, if it is there; `beside` are rows whose pictures may come along; `form` is
    the one whose draft goes with it. It takes its locks: call it before any other is taken, in the transaction that
    writes. Raises NotAllowed.
    """
    names = names_in(body)
    fetched = queries.fetched(of, body)
    if not names:
        return Carried(body, fetched)
    if len(names) > rules.MOST_IN_ONE:
        words = ngettext(
            "That is more than %(most)d picture. Some of them can go into another post.",
            "That is more than %(most)d pictures. Some of them can go into another post.",
            rules.MOST_IN_ONE,
        )
        raise NotAllowed(words % {"most": rules.MOST_IN_ONE})
    rows = [*beside, *([of] if of else [])]
    own = [each for each in lock(_pictures(names)) if rules.is_held(each, rows) or rules.is_own(actor, each)]
    told = (
        {} if masked else _told([each for each in own if each.stored.digest is None and not rules.is_held(each, rows)])
    )
    copies: list[tuple[Stored, Stored]] = []
    later = holders.shown_later(actor, names, form=form) if masked else set()
    new = {
        name: _for_text(each, copies, masked=masked, rows=rows, stays=name in later)
        for name, each in [(one.pk, one) for one in own]
    }
    for each in own:
        if each.pk in later and each.owner_tag is not None:
            each.owner_tag = rules.owner_tag(actor, each.pk, is_doubled=True)
            each.save(update_fields=["owner_tag"])
    for name, digest in told.items():
        _keep_once(new[name], digest)
    new_names = {name: picture.pk for name, picture in new.items()}
    return Carried(renamed(body, new_names), fetched, list(new.values()), copies)


def _pictures(names: list[str]) -> QuerySet[Picture]:
    return Picture.objects.filter(pk__in=names).select_related("stored").prefetch_related("uses")


def _told(pictures: list[Picture]) -> dict[str, bytes]:
    """By what each is found to be the same as another; whoever posts the same one waits for us."""
    told = {picture.pk: _digest(picture) for picture in pictures}
    for digest in sorted(set(told.values())):
        take_turn("uploads.same", digest.hex())
    return told


def _for_text(
    picture: Picture, copies: list[tuple[Stored, Stored]], *, masked: bool, rows: list[tuple[str, int]], stays: bool
) -> Picture:
    """The picture as the text will name it. `stays`: a text that is to be posted shows it by the name that it has."""
    if picture.owner_tag is not None and not stays:
        return _renamed(picture) if masked else _let_go(picture)
    if rules.is_held(picture, rows) or not (masked or picture.stored.digest is None):
        return picture
    made = _copied(picture)
    copies.append((picture.stored, made.stored))
    return made


def _let_go(picture: Picture) -> Picture:
    """From here on the text says who sees it."""
    picture.owner_tag = picture.kept_until = None
    picture.save(update_fields=["owner_tag", "kept_until"])
    return picture


def _renamed(picture: Picture) -> Picture:
    """A log may know the name under which it was sent and looked at before."""
    stored = picture.stored
    picture.delete()
    return Picture.objects.create(name=new_name(), stored=stored)


def _copied(picture: Picture) -> Picture:
    old, key = picture.stored, new_key()
    stored = Stored.objects.create(key=key, width=old.width, height=old.height, files=old.files, size=old.size)
    return Picture.objects.create(name=new_name(), stored=stored)


def _keep_once(picture: Picture, digest: bytes) -> None:
    """Pictures under names are kept once, whoever sends them."""
    stored = picture.stored
    same = lock(Stored.objects.filter(digest=digest)).first()
    if same is None:
        stored.digest = digest
        stored.save(update_fields=["digest"])
    else:
        picture.stored = same
        picture.save(update_fields=["stored"])
        discard(stored)


def _digest(picture: Picture) -> bytes:
    stored = picture.stored
    return workshop.digest_of(files.read(stored.key, workshop.telling_file(stored.files)))
