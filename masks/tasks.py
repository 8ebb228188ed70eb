"""What the beat does for masks."""

from celery import shared_task

from masks import sealed


@shared_task(name="masks.drop_old_limits")
def drop_old_limits() -> None:
    """Daily: limits that hold no longer go."""
    sealed.drop_old_limits()
