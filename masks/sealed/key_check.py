"""Is the present key the one that the masks were sealed with? One row in the table of limits says so."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils import timezone

from masks.hours import hour_of
from masks.models import Limit, Mask, Seal
from masks.sealed.keys import MaskKeyError, create_key, has_key, keys, tag

FOR_EVER = datetime(9999, 12, 31, tzinfo=UTC)


def ensure_key() -> None:
    """Makes the first key of an installation; does nothing where one is. Raises MaskKeyError beside masks of a lost key."""
    if has_key():
        return
    if Mask.objects.exists():
        raise MaskKeyError(
            "The mask key is missing, and there are masks that only it opens: put it back from its copy."
        )
    create_key()


def key_fits() -> bool:
    """Is this the key that the masks were sealed with? Also true while there are no masks."""
    # Asked twice: the first mask of all may be sealed, and the key marked, between the two questions.
    return _is_marked() or not Seal.objects.exists() or _is_marked()


def accept_key() -> None:
    """Starts anew with the present key. Masks of another key stay without a wearer."""
    mark = Limit(tag=_key_tag(), since=hour_of(timezone.now()), until=FOR_EVER)
    Limit.objects.bulk_create([mark], ignore_conflicts=True)


def require_key_that_fits() -> None:
    """Raises MaskKeyError rather than seal a mask beside others of another key."""
    if _is_marked():
        return
    if not key_fits():
        raise MaskKeyError(
            "The mask key is not the one that this community's masks were sealed with: put the right one back, "
            "or let the old masks go with `manage.py mask_key accept`."
        )
    accept_key()


def _is_marked() -> bool:
    return Limit.objects.filter(tag=_key_tag()).exists()


def _key_tag() -> bytes:
    return tag(keys().limit, "key")
