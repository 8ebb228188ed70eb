"""What the mail workers and the beat do."""

from uuid import UUID

from celery import shared_task

from notices.actions import devices, digests, outbox, retention, reveals
from notices.actions.reactions import cases


@shared_task(name=outbox.TASK, queue=outbox.QUEUE, soft_time_limit=90, time_limit=110)
def send(id: str) -> None:
    """Sends one message. Shorter than its lease; sent twice, it does nothing the second time."""
    outbox.send(id=UUID(id))


@shared_task(name=devices.TEST_TASK, queue=outbox.QUEUE, acks_late=False)
def test_device(id: int) -> None:
    """A member tries a device of theirs. What is lost on the way they try again."""
    devices.send_test(device_id=id)


@shared_task(name="notices.sweep")
def sweep() -> None:
    """Every 30 s: sends again what is due and what a dead worker left."""
    outbox.sweep()


@shared_task(name="notices.tell_of_reveals")
def tell_of_reveals() -> None:
    """Every hour: whoever wears a name that two admins uncovered hears of it."""
    reveals.tell_of_reveals()


@shared_task(name="notices.call_due")
def call_due() -> None:
    """Every minute: the next moderator is called where somebody may be in danger and nobody has seen it."""
    cases.call_due()


@shared_task(name="notices.digests")
def queue_digests() -> None:
    """Every quarter of an hour: one mail of what somebody has not read, in the morning where they live."""
    digests.queue_due()


@shared_task(name="notices.tidy")
def tidy() -> None:
    """Daily: empties old bodies, deletes old rows."""
    retention.tidy()
