"""What the clock does in the forum."""

from celery import shared_task

from forum.actions import (
    alike,
    asking_services,
    drafts,
    grace,
    noting_places,
    recounting,
    reminders,
    rerendering,
    scheduling,
    searching,
)
from members.actions.searching import reindex_people


@shared_task(name="forum.release_waiting")
def release_waiting() -> None:
    """Shows masked rows whose grace is over."""
    grace.release_waiting()


@shared_task(name="forum.post_scheduled")
def post_scheduled() -> None:
    """Posts what its writers wanted to appear by now."""
    scheduling.post_due()


@shared_task(name="forum.remind")
def remind() -> None:
    """Shows saved posts again to those who wanted that."""
    reminders.send_due()


@shared_task(name="forum.forget_old_drafts")
def forget_old_drafts() -> None:
    """Deletes drafts that nobody has touched for 30 days, and what waits for its writer alone."""
    drafts.forget_old()
    scheduling.forget_old()


@shared_task(name="forum.recount")
def recount() -> None:
    """By night: counts again what the counter columns say."""
    recounting.recount_all()


@shared_task(name="forum.note_places")
def note_places() -> None:
    """By night: notes which places of the web members have linked."""
    noting_places.note_places()


@shared_task(name="forum.rerender")
def rerender() -> None:
    """Renders again what an older renderer made, and makes findable what an older version wrote."""
    rerendering.rerender_all()
    searching.follow_languages()
    searching.reindex()
    reindex_people()


@shared_task(name="forum.follow_languages")
def follow_languages() -> None:
    """Makes what was written findable in the languages in which people write here now."""
    searching.follow_languages()


@shared_task(name="forum.find_alike")
def find_alike() -> None:
    """Looks up what is like the topics that are new, and some old ones again."""
    alike.find_alike()


@shared_task(name="forum.ask_services")
def ask_services(kind: str, id: int) -> None:
    """Asks the services that the host chose about one text of somebody new."""
    asking_services.ask(kind, id)
