"""What the clock does for mentors and those who asked them."""

from celery import shared_task

from mentorship.actions import mentors, requests


@shared_task(name="mentorship.pass_on_overdue", ignore_result=True)
def pass_on_overdue() -> None:
    requests.pass_on_overdue()


@shared_task(name="mentorship.settle_quiet_terms", ignore_result=True)
def settle_quiet_terms() -> None:
    mentors.settle_quiet_terms()
