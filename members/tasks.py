"""What the clock does with people."""

from celery import shared_task

from members.actions import stages


@shared_task(name="members.settle_newcomers", ignore_result=True)
def settle_newcomers() -> None:
    stages.settle_newcomers()
