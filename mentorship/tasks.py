"""What the clock does for mentors and those who asked them."""

from celery import shared_task

from mentorship.actions import mentors, requests, weekly


@shared_task(name="mentorship.pass_on_overdue", ignore_result=True)
def pass_on_overdue() -> None:
    requests.pass_on_overdue()


@shared_task(name="mentorship.settle_quiet_terms", ignore_result=True)
def settle_quiet_terms() -> None:
    mentors.settle_quiet_terms()


@shared_task(name="mentorship.weekly_draw", ignore_result=True)
def weekly_draw() -> None:
    """Hourly: the draw of this week, and the pairs of it in which nobody has written."""
    weekly.run()
    weekly.hand_on_silent()
