"""What the clock does with words of thanks."""

from celery import shared_task

from recognition.actions import featuring


@shared_task(name="recognition.rotate", ignore_result=True)
def rotate() -> None:
    featuring.rotate()
