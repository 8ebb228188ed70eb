from celery import shared_task

from uploads.actions import fetching, sweeping


@shared_task(name="uploads.sweep")
def sweep() -> int:
    """Drops what nothing shows."""
    return sweeping.sweep()


@shared_task(name="uploads.fetch")
def fetch(kind: str, id: int) -> int:
    """Brings the pictures at strangers' addresses that one text names."""
    return fetching.fetch(kind, id)
