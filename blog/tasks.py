"""What the clock does with articles."""

from celery import shared_task

from blog.actions import publishing


@shared_task(name="blog.rerender")
def rerender() -> None:
    """Renders again what an older renderer made."""
    publishing.rerender_all()
