"""What the workers and the beat do for the ledger."""

from celery import shared_task

from activity import broker, deliver, partitions, retention


@shared_task(name=broker.TASK)
def deliver_event(event_id: int, handler: str) -> None:
    """Runs one handler for one event. Sent twice, it does nothing the second time."""
    deliver.deliver(event_id=event_id, handler=handler)


@shared_task(name="activity.sweep")
def sweep() -> None:
    """Every 30 s: sends again what no task has done."""
    deliver.sweep()


@shared_task(name="activity.make_months")
def make_months() -> None:
    """Daily: the ledger's next months."""
    partitions.make_months()


@shared_task(name="activity.forget_old")
def forget_old() -> None:
    """Daily: what was done long ago."""
    retention.forget_old()
