"""What the workers and the beat do with people's own data."""

from uuid import UUID

from celery import shared_task

from privacy.actions import exports


@shared_task(name=exports.TASK)
def export(id: str) -> None:
    """Writes a copy on; sent twice, the second finds nothing to do."""
    exports.work(id=UUID(id))


@shared_task(name="privacy.sweep_exports")
def sweep_exports() -> None:
    """Every minute: what a dead worker left; what has lain here for a day."""
    exports.sweep()
