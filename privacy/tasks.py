"""What the workers and the beat do with people's own data."""

from uuid import UUID

from celery import shared_task

from privacy.actions import bringing, erasures, exports
from privacy.actions.erasing import masks


@shared_task(name=exports.TASK)
def export(id: str) -> None:
    """Writes a copy on; sent twice, the second finds nothing to do."""
    exports.work(id=UUID(id))


@shared_task(name="privacy.sweep_exports")
def sweep_exports() -> None:
    """Every minute: what a dead worker left; what has lain here for a day."""
    exports.sweep()


@shared_task(name=bringing.TASK)
def brought_pictures(member_id: int) -> None:
    """Makes pictures anew that somebody brought along; sent twice, the second finds nothing to do."""
    bringing.develop(member_id=member_id)


@shared_task(name="privacy.sweep_brought")
def sweep_brought() -> None:
    """Every minute: what a dead worker left."""
    bringing.sweep()


@shared_task(name=erasures.TASK)
def erase(id: int) -> None:
    """Goes on with an erasure; sent twice, the second finds nothing to do."""
    erasures.work(id=id)


@shared_task(name="privacy.sweep_erasures")
def sweep_erasures() -> None:
    """Every minute: what is due begins; what a dead worker left is gone on with."""
    erasures.sweep()


@shared_task(name="privacy.masked_go")
def masked_go() -> None:
    """Hourly: words written without a name, whose writer took them along, go one mask at a time."""
    masks.go_on()
