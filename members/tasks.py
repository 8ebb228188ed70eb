"""What the clock does with people."""

from celery import shared_task

from members.actions import accounts, retention, stages


@shared_task(name="members.settle_newcomers", ignore_result=True)
def settle_newcomers() -> None:
    stages.settle_newcomers()


@shared_task(name="members.forget_unconfirmed", ignore_result=True)
def forget_unconfirmed() -> None:
    accounts.forget_unconfirmed()


@shared_task(name="members.forget_sessions", ignore_result=True)
def forget_sessions() -> None:
    """Signed out long ago: nothing of it stays."""
    accounts.forget_sessions()


@shared_task(name="members.forget_old", ignore_result=True)
def forget_old() -> None:
    """Daily: addresses, browsers, and links that nobody used."""
    retention.forget_browsers()
    retention.forget_invitations()
