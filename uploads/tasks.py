from celery import shared_task

from uploads.actions import sweeping


@shared_task(name="uploads.sweep")
def sweep() -> int:
    return sweeping.sweep()
