"""What the beat does for the desk."""

from celery import shared_task

from moderation.actions import holds


@shared_task(name="moderation.free_due")
def free_due() -> None:
    """Every minute: held posts whose two hours are over appear."""
    holds.free_due()
