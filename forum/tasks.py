"""What the clock does in the forum."""

from celery import shared_task

from forum.actions import drafts, grace


@shared_task(name="forum.release_waiting")
def release_waiting() -> None:
    """Shows masked rows whose grace is over."""
    grace.release_waiting()


@shared_task(name="forum.forget_old_drafts")
def forget_old_drafts() -> None:
    """Deletes drafts that nobody has touched for 30 days."""
    drafts.forget_old()
