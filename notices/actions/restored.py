"""A backup was put back: what waited in its outbox went long ago, or is too late to go."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activity import deliver, locks
from activity.models import Delivery
from masks.hours import HourOf
from notices import treaty
from notices.models import Message

AT_ONCE = 1_000
WAITING = (Message.State.QUEUED, Message.State.SENDING)


def hold_back() -> int:
    """Nothing of it is sent, but what must rather come twice than never. Says how many messages were held back."""
    _work_off()
    kept = [kind for purpose in treaty.RATHER_TWICE for kind in treaty.TERMS[purpose].kinds]
    with transaction.atomic():
        return locks.update(
            Message.objects.filter(state__in=WAITING).exclude(kind__in=kept),
            state=Message.State.DROPPED,
            outcome=_("Held back: the community was put back from a backup, and it may have gone already."),
            lease_until=None,
            not_before=HourOf("not_before"),  # as of all that is done with: of a mask no minute is kept
        )


def _work_off() -> None:
    """What deeds had still to cause is caused now, so that its mails are held back with the others."""
    due = Delivery.objects.filter(dead_at=None, attempts=0, event_at__lte=timezone.now()).order_by("due_at")
    while waiting := list(due.values_list("event_id", "handler")[:AT_ONCE]):
        for event_id, handler in waiting:  # each is gone afterwards, or has failed once
            deliver.deliver(event_id=event_id, handler=handler)
