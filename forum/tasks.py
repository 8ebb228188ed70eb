"""What the clock does in the forum."""

from celery import shared_task

from forum.actions import grace


@shared_task
def release_waiting() -> None:
    grace.release_waiting()
