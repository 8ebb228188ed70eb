"""Helpers of the nudge tests."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from activity.record import record
from forum.models import Topic
from members.models import Goal, Hello, Journey, Member
from mentorship.models import Mentor, Mentorship
from notices.actions import outbox
from notices.models import Message, Notice
from nudges.actions import pairs, summoning
from nudges.models import Allowance, Call, Offer
from recognition.models import Help
from tests import cast, make
from tests.ledger import settle
from tests.mails import send_due

DAY = timedelta(days=1)
MATTER = "bailiffs"  # a word that nothing may show before it is opened


def greeter(*, offers: str = "greet", per_week: int = 1, **fields: Any) -> Member:
    """Somebody who opted in to be asked: to greet, or to `answer`."""
    person = make.member(**fields)
    Offer.objects.create(member=person, kind=offers)
    Allowance.objects.create(member=person, summons_per_week=per_week)
    return person


def joins(**fields: Any) -> Member:
    """Somebody joins, and all that follows from it."""
    newcomer = make.newcomer(**fields)
    with transaction.atomic():
        record(verb="member.joined", actor=newcomer, target=newcomer)
    settle()
    return newcomer


def says_hello(newcomer: Member, author: Member, words: str = "Glad that you are here.") -> Hello:
    """A hello, and all that follows from it."""
    hello = Hello.objects.create(newcomer=newcomer, author=author, words=words)
    with transaction.atomic():
        record(verb="hello.said", actor=author, target=hello)
    settle()
    return hello


def look_now() -> int:
    """The beat looks at every call, whenever its next look was to be. Says how many people were asked."""
    Call.objects.update(look_at=timezone.now())
    return summoning.next_waves()


def hours_ago(number: float) -> Any:
    return timezone.now() - timedelta(hours=number)


def tried(message: Message) -> Message:
    """The message after its hour has come and a worker took it up."""
    Message.objects.filter(pk=message.pk, state=Message.State.QUEUED).update(not_before=timezone.now())
    outbox.send(id=message.pk)
    message.refresh_from_db()
    return message


def reached(hours: float = 30, **fields: object) -> Goal:
    journey = Journey.objects.get_or_create(slug="out-of-debt", defaults={"title": "Out of debt"})[0]
    return Goal.objects.create(
        member=make.member(), journey=journey, words=f"No more {MATTER}", reached_at=hours_ago(hours), **fields
    )


def helped(tag: str = "bank fees", **fields: object) -> Member:
    """Somebody whom an answer helped, both under their names."""
    ines, dorrie = make.member(**fields), make.member(name="Dorrie H")
    topic = make.topic(by=ines, tags=(tag,))
    answer = make.answer(topic=topic, by=dorrie)
    make.helped_mark(post=answer, what_changed=f"I could talk to the {MATTER}.")
    Help.objects.create(helper=dorrie, helped=ines, topic=topic, post=answer, at=hours_ago(48))
    return ines


def waiting(tag: str = "bank fees", hours: float = 5, **fields: Any) -> Topic:
    return make.topic(title=f"About the {MATTER}", tags=(tag,), at=hours_ago(hours), **fields)


def began(days: float) -> Mentorship:
    """A pair that began so many days ago, its check-ins planned from then on: 3, 17, 31 and 45 days later."""
    pair = make.pair(mentee=cast.pau(), mentor=make.mentor(member=cast.tobias()))
    start = timezone.now() - days * DAY
    Mentorship.objects.filter(pk=pair.pk).update(started_at=start)
    for check_in in pair.check_ins.all():
        check_in.due_on -= timedelta(days=round(days))
        check_in.save()
    return Mentorship.objects.get(pk=pair.pk)


def asked() -> set[str]:
    pairs.ask_how_it_goes()
    return set(Notice.objects.filter(kind="check_in").values_list("member__display_name", flat=True))


def ending(days: float = 6, **fields: object) -> Mentor:
    return make.mentor(member=cast.tobias(), term_ends_at=timezone.now() + days * DAY, **fields)


def mailed(kind: str = "check_in") -> list[str]:
    """Sends what is due and gives whom it went to, in the order of their names."""
    send_due()
    sent = Message.objects.filter(kind=kind, state=Message.State.SENT).order_by("member__display_name")
    return list(sent.values_list("member__display_name", flat=True))
