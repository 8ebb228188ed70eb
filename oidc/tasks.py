"""What the clock does with providers."""

from celery import shared_task

from oidc import actions


@shared_task(name="oidc.seal_secrets")
def seal_secrets() -> None:
    """Daily: seals what an older version wrote, and seals anew what a key of before sealed."""
    actions.seal_secrets()
