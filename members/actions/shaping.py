"""How a thing that several admins look after is written down: what each of them changed, and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from activity.locks import lock
from members.rules import NotAllowed

Row = TypeVar("Row", bound=Model)
NOTHING: Mapping[str, str] = {}  # was shown: a program sends a form that it never opened


class Overtaken(NotAllowed):
    """Somebody else has changed the same words meanwhile: `now`, by the names of the columns."""

    status = 409

    def __init__(self, now: Mapping[str, Any]) -> None:
        super().__init__(_("Somebody else has changed the same words meanwhile. Please open the page again."))
        self.now = now


def as_it_is(thing: Row, fields: Collection[str], shown: Mapping[str, str]) -> Row:
    """The row as it is now, locked, with these `fields` of `thing`: it was read before the form was looked at, and somebody
    else may have saved since. What is new stays as it is. `shown` are the words that stood in the form when it was opened.

    Raises Overtaken where the same words were changed by somebody else since.
    """
    row = lock(type(thing)._default_manager.all()).filter(pk=thing.pk).first()
    if row is None:
        return thing
    not_overtaken(row, {name: getattr(thing, name) for name in fields}, shown)
    for name in fields:
        setattr(row, name, getattr(thing, name))
    return row


def not_overtaken(row: Model, wanted: Mapping[str, Any], shown: Mapping[str, str]) -> None:
    """Passes where what a locked row says is what the form showed, or what is wanted. Raises Overtaken."""
    now = {
        name: getattr(row, name)
        for name in shown.keys() & wanted.keys()
        if _words(getattr(row, name)) not in (_words(shown[name]), _words(wanted[name]))
    }
    if now:
        raise Overtaken(now)


def _words(said: str | list[str]) -> list[str]:
    """Whatever browsers do to ends of lines."""
    return (said if isinstance(said, str) else " ".join(said)).split()


def save(row: Model) -> None:
    """Raises NotAllowed where two make one of the same name at once: its address is made of that."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise NotAllowed(_("There is one with that name already.")) from None
