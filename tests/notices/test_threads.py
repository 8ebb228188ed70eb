"""The mails about one topic are one conversation in every mail program, and those about two topics are two."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from datetime import timedelta
from email import message_from_string
from email.message import Message as Email

import pytest
from django.utils import timezone

from forum.models import Topic
from members.models import Member
from notices.actions.mailer import build
from notices.actions.tell import tell
from notices.kinds import KINDS
from notices.models import Message
from tests import make
from tests.mail_threads import Groups, by_index, by_references, by_references_and_subject

pytestmark = pytest.mark.django_db

RULES = [by_references, by_references_and_subject, by_index]
TOLD = ["answered", "mentioned", "commented", "helped", "thanked", "followed"]


def mails_of(member: Member, topic: Topic, kinds: list[str] = TOLD) -> list[Email]:
    """One of each kind, each sent before the next is made."""
    return [sent(member, topic, kind, number) for number, kind in enumerate(kinds)]


def sent(member: Member, topic: Topic, kind: str, number: int) -> Email:
    key = f"{topic.pk}-{kind}-{number}"
    make.follow(member=member, topic=topic) if not member.follows.filter(topic=topic).exists() else None
    notice = tell(to=member, kind=kind, dedupe_key=key, actor=make.member(name="Dorrie"), topic=topic)
    assert notice is not None
    data, about = {"notices": [notice.pk]}, {"kind": kind, "member": member, "topic": topic}
    row = Message.objects.create(dedupe_key=f"x{key}", message_id=f"<{key}@here>", data=data, why="", **about)
    mail = build(row, member, KINDS[kind]).message()
    at = timezone.now() - timedelta(hours=9 - number)
    Message.objects.filter(pk=row.pk).update(state=Message.State.SENT, sent_at=at)
    return mail


def groups(*mails: list[Email]) -> Groups:
    return {frozenset(mail["Message-ID"] for mail in each) for each in mails}


@pytest.mark.parametrize("rule", RULES)
def test_one_topic_is_one_conversation_and_two_are_two(rule: Callable[..., Groups]) -> None:
    ines = make.member(name="Ines")
    one, other = (mails_of(ines, make.topic(by=ines)) for _number in range(2))
    mixed = [mail for pair in zip(one, other, strict=True) for mail in pair]
    assert len({mail["Subject"] for mail in mixed}) == 1
    assert rule(mixed) == groups(one, other)


@pytest.mark.parametrize("rule", [by_references, by_index])
def test_it_holds_when_the_first_ones_were_deleted(rule: Callable[..., Groups]) -> None:
    ines = make.member(name="Ines")
    mails = mails_of(ines, make.topic(by=ines))
    assert rule([mails[0], mails[-1]]) == groups([mails[0], mails[-1]])


def test_the_last_three_that_went_are_named() -> None:
    ines = make.member(name="Ines")
    mails = mails_of(ines, make.topic(by=ines))
    names = mails[-1]["References"].split()
    assert names[1:] == [mail["Message-ID"] for mail in mails[-4:-1]]
    assert mails[-1]["In-Reply-To"] == names[-1]


def test_what_was_not_sent_is_not_named() -> None:
    ines = make.member(name="Ines")
    topic = make.topic(by=ines)
    first = sent(ines, topic, "answered", 0)
    Message.objects.update(state=Message.State.DROPPED)
    assert first["Message-ID"] not in sent(ines, topic, "answered", 1)["References"]


def test_two_people_share_nothing() -> None:
    topic = make.topic()
    one, other = (sent(make.member(name=name), topic, "mentioned", number) for number, name in enumerate("ab"))
    assert not set(one["References"].split()) & set(other["References"].split())
    assert b64decode(one["Thread-Index"])[6:] != b64decode(other["Thread-Index"])[6:]


def test_subjects_of_what_asks_for_something_stay_their_own() -> None:
    ines = make.member(name="Ines")
    row = Message.objects.create(
        dedupe_key="w", message_id="<w@here>", kind="waiting_question", member=ines, topic=make.topic(), why=""
    )
    assert "something new" not in build(row, ines, KINDS["waiting_question"]).subject


# --- the rules themselves: each lays apart what its program would ------------------------------------------------


def mail(number: str, subject: str = "Ines, there is something new for you", **heads: str) -> Email:
    lines = [f"Message-ID: <{number}>", f"Subject: {subject}"]
    return message_from_string(
        "\n".join([*lines, *(f"{name.replace('_', '-')}: {said}" for name, said in heads.items())])
    )


@pytest.mark.parametrize(
    ("rule", "second"),
    [
        (by_references, mail("b", References="<somewhere@else>")),
        (by_references_and_subject, mail("b", subject="Ines, somebody thanked you", References="<a>")),
        (by_references_and_subject, mail("b")),
        (by_index, mail("b", subject="Ines, somebody thanked you")),
    ],
)
def test_a_rule_lays_apart(rule: Callable[..., Groups], second: Email) -> None:
    assert len(rule([mail("a"), second])) == 2


@pytest.mark.parametrize(
    ("rule", "second"),
    [
        (by_references, mail("b", References="<a>", subject="Another")),
        (by_references, mail("b", subject="Re: Ines, there is something new for you")),
        (by_references_and_subject, mail("b", References="<a>", subject="Re: Ines, there is something new for you")),
        (by_index, mail("b")),
    ],
)
def test_a_rule_lays_together(rule: Callable[..., Groups], second: Email) -> None:
    assert len(rule([mail("a"), second])) == 1
