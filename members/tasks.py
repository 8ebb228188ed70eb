"""What the clock does with people."""

from celery import shared_task

from members.actions import stages


@shared_task(ignore_result=True)
def settle_newcomers() -> None:
    stages.settle_newcomers()
