"""The whole demo in one transaction: all of it is there, or none."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.db import transaction

from activity.deliver import deliver
from activity.models import Delivery
from demo.actions import ageing, cycle, people, threads
from demo.actions.stage import Stage
from members.models import Community, Member
from notices.models import Message
from recognition.actions.featuring import rotate

# Whom a visitor of the demo may be: handle and what there is to see.
LOGINS = {
    "ines": "on the way; was helped, and helps",
    "wilf": "joined yesterday",
    "tobias": "reached the goal and mentors",
    "marit": "tends the spaces",
    "robin": "runs the place (admin)",
}


class DemoRefused(Exception):
    """There are people here already; the message is a sentence."""


@dataclass(frozen=True)
class Login:
    email: str
    password: str
    what: str


@transaction.atomic
def load() -> list[Login]:
    """Fills an empty installation and gives back whom one may sign in as. Raises DemoRefused where people live already."""
    if (
        Member.objects.filter(kind=Member.Kind.PERSON).exists()
        or Community.objects.filter(set_up_at__isnull=False).exists()
    ):
        raise DemoRefused("There are people here already. The demo is for an empty community.")
    stage = Stage()
    people.arrive(stage)
    threads.talk(stage)
    cycle.walk(stage)
    _deliver_all()
    ageing.age(stage)
    rotate()
    _keep_mails_home()
    return [_login(stage.people[handle], what) for handle, what in LOGINS.items()]


def _deliver_all() -> None:
    """What the workers would do in the next seconds, done at once: the pages are whole when they are first opened."""
    while waiting := list(Delivery.objects.filter(attempts=0).values_list("event_id", "handler")):
        for event_id, handler in waiting:
            deliver(event_id=event_id, handler=handler)


def _keep_mails_home() -> None:
    """Nobody in the demo has a mailbox."""
    Message.objects.filter(state=Message.State.QUEUED).update(
        state=Message.State.DROPPED, outcome="The people of the demo have no mailboxes."
    )


def _login(member: Member, what: str) -> Login:
    password = secrets.token_urlsafe(9)
    member.set_password(password)
    member.save(update_fields=["password"])
    return Login(email=member.email or "", password=password, what=f"{member.display_name}: {what}")
