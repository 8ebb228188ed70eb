"""Pictures at strangers' addresses, brought here once for the text that names them."""

from __future__ import annotations

import structlog
from django.conf import settings
from django.db import transaction

from activity import broker, locks
from members.rules import NotAllowed
from uploads import holders, workshop
from uploads.actions import taking
from uploads.models import Picture, Use
from web import outside

log = structlog.get_logger("uploads")

SECONDS = 5.0  # for one picture, all redirects in it
MOST_BYTES = 5 * 2**20
MOST_IN_ONE = 5  # of one text
TASK = "uploads.fetch"


def ask_for(kind: str, id: int, text: str) -> None:
    """Has them fetched once the text is there, if the settings say so. Without a broker they stay links."""
    if settings.PICTURES_FROM_OUTSIDE and "![" in text:
        transaction.on_commit(lambda: broker.hand_over(TASK, [[kind, id]]), robust=True)


def fetch(kind: str, id: int) -> int:
    """Says how many of the pictures that this row names at strangers' addresses stand in it from now on."""
    text = holders.text(kind)
    known = set(Use.objects.filter(kind=kind, holder_id=id).exclude(address="").values_list("address", flat=True))
    room = MOST_IN_ONE - len(known)
    wanted = [address for address in dict.fromkeys(text.strangers(id)) if address not in known][: max(0, room)]
    brought = sum(_bring(kind, id, address) for address in wanted)
    if brought:
        text.render_again(id)
    return brought


def _bring(kind: str, id: int, address: str) -> bool:
    try:
        made = workshop.develop(outside.fetch(address, seconds=SECONDS, most=MOST_BYTES))
    except (outside.Unreached, NotAllowed):
        log.info("uploads.not_fetched")
        return False
    return _hold(kind, id, address, taking.keep(made, owner=None))


@transaction.atomic
def _hold(kind: str, id: int, address: str, picture: Picture) -> bool:
    """Not where another task for the same text has brought the same one meanwhile: this copy is swept in time."""
    locks.take_turn("uploads.fetched", kind, id)
    if Use.objects.filter(kind=kind, holder_id=id, address=address).exists():
        return False
    locks.update(Picture.objects.filter(pk=picture.pk), kept_until=None)
    Use.objects.create(kind=kind, holder_id=id, picture=picture, address=address)
    return True
