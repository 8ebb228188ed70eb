"""What the beat does for whoever hosts."""

from celery import shared_task

from hosting.actions import looking


@shared_task(name="hosting.look")
def look() -> None:
    """Every five minutes: what is wrong, and the numbers of the day."""
    looking.look()


@shared_task(name="hosting.tidy")
def tidy() -> None:
    """Daily: numbers and acts of long ago."""
    looking.tidy()
