"""The ledger in tests: what must follow from an event happens when a test says so, and a failing handler shows."""

from activity.deliver import deliver
from activity.models import Delivery


def settle() -> None:
    """Runs every handler that waits, and those that these cause, until nothing waits. A failure is raised."""
    while waiting := list(Delivery.objects.order_by("event_id", "handler").values_list("event_id", "handler")):
        for event_id, handler in waiting:
            assert deliver(event_id=event_id, handler=handler), _why(event_id, handler)


def _why(event_id: int, handler: str) -> str:
    delivery = Delivery.objects.get(event_id=event_id, handler=handler)
    return f"{handler} failed: {delivery.last_error or 'not due'}"
