"""One mail of what somebody has not read: when there is something, they were away, and it is morning where they live."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from forum.models import ReadingMark
from members.models import Member
from notices import unsubscribe
from notices.actions import choices, digests
from notices.actions.choices import How
from notices.actions.tell import tell
from notices.models import Choice, Digest, Message, Notice
from notices.queries.choices import rhythm
from tests import make
from tests.mails import send_due
from tests.races import at_once

pytestmark = pytest.mark.django_db
URL = "/settings/mail/"


def away(every: str = "day", **fields: object) -> Member:
    """Somebody who chose a digest and whose next one is due, by day where they live."""
    member = make.member(**fields)
    digests.choose_digest(member=member, every=every)
    Digest.objects.filter(member=member).update(next_at=timezone.now(), since=timezone.now() - timedelta(days=9))
    return member


def news(to: Member, key: str = "a", kind: str = "commented", **about: object) -> Notice:
    notice = tell(to=to, kind=kind, dedupe_key=key, actor=make.member(name=f"Person {key}"), **about)
    assert notice is not None
    return notice


def due_again() -> int:
    Digest.objects.update(next_at=timezone.now())
    return digests.queue_due()


def test_what_is_unread_comes_in_one_mail_a_row_for_each_topic(mailoutbox: list[EmailMessage]) -> None:
    ines, topic, other = away(name="Ines C"), make.topic(title="My overdraft"), make.topic()
    news(ines, "a", topic=topic)
    news(ines, "b", topic=topic)
    make.follow(member=ines, topic=other)
    news(ines, "c", kind="followed", topic=other)
    assert digests.queue_due() == 1
    send_due()
    (letter,) = mailoutbox
    assert letter.to == [ines.email]
    assert letter.body.count("\n- ") == 2
    assert "Person b and Person a replied to what you wrote" in letter.body
    assert "verdraft" not in letter.subject + letter.body + str(letter.alternatives)
    assert "List-Unsubscribe-Post" in letter.message()


def test_each_thing_stands_in_one_digest(mailoutbox: list[EmailMessage]) -> None:
    ines = away()
    news(ines)
    assert digests.queue_due() == 1
    assert due_again() == 0
    news(ines, "b")
    Message.objects.update(dedupe_key="digest of yesterday")
    assert due_again() == 1
    assert send_due() == 2
    assert "Person a" not in mailoutbox[1].body


def nothing(ines: Member) -> None:
    """Nothing was told them."""


def was_read(ines: Member) -> None:
    Notice.objects.filter(pk=news(ines).pk).update(read_at=timezone.now() - timedelta(days=8))


def comes_by_mail(ines: Member) -> None:
    choices.choose(member=ines, kind="commented", by_mail=True, how=How.SETTINGS)
    news(ines)


def by_mail_anyway(ines: Member) -> None:
    news(ines, kind="answered")


def asks_for_something(ines: Member) -> None:
    news(ines, kind="waiting_question")


def before_they_chose(ines: Member) -> None:
    Notice.objects.filter(pk=news(ines).pk).update(at=timezone.now() - timedelta(days=10))


def read_here_today(ines: Member) -> None:
    news(ines)
    Notice.objects.filter(pk=news(ines, "b").pk).update(read_at=timezone.now() - timedelta(hours=3))


def read_a_topic_today(ines: Member) -> None:
    news(ines)
    ReadingMark.objects.create(member=ines, topic=make.topic(), at=timezone.now())


def of_a_mask(ines: Member) -> None:
    topic = make.topic()
    tell(to=make.mask(of=ines, topic=topic), kind="commented", dedupe_key="m", actor=make.member(), topic=topic)


NONE = [
    nothing, was_read, comes_by_mail, by_mail_anyway, asks_for_something, before_they_chose, read_here_today,
    read_a_topic_today, of_a_mask,
]  # fmt: skip


@pytest.mark.parametrize("because", NONE, ids=lambda one: one.__name__)
def test_none_is_sent(because) -> None:  # type: ignore[no-untyped-def]
    ines = away()
    because(ines)
    assert digests.queue_due() == 0
    assert not Message.objects.filter(kind="digest").exists()
    assert Digest.objects.get().next_at > timezone.now()


def test_nobody_gets_one_who_did_not_choose_it() -> None:
    news(make.member())
    assert digests.queue_due() == 0


def test_a_week_is_a_week_and_three_days_are_away() -> None:
    ines = away("week")
    news(ines)
    Notice.objects.filter(pk=news(ines, "b").pk).update(read_at=timezone.now() - timedelta(days=2))
    assert digests.queue_due() == 0
    assert Digest.objects.get().next_at > timezone.now() + timedelta(days=6)
    Notice.objects.filter(read_at__isnull=False).update(read_at=timezone.now() - timedelta(days=4))
    assert due_again() == 1


def test_what_was_read_before_it_goes_is_left_out(mailoutbox: list[EmailMessage]) -> None:
    ines = away()
    first = news(ines)
    news(ines, "b")
    digests.queue_due()
    Notice.objects.filter(pk=first.pk).update(read_at=timezone.now())
    send_due()
    assert "Person a" not in mailoutbox[0].body


def test_all_read_before_it_goes_and_it_stays_here(mailoutbox: list[EmailMessage]) -> None:
    news(away())
    digests.queue_due()
    Notice.objects.update(read_at=timezone.now())
    send_due()
    assert mailoutbox == []
    assert "read it in the page" in Message.objects.get().outcome


def test_not_at_night(mailoutbox: list[EmailMessage]) -> None:
    news(away(time_zone=make.nighttime()))
    digests.queue_due()
    send_due()
    assert mailoutbox == []
    assert Message.objects.get().state == Message.State.QUEUED


def test_one_act_of_ones_own_behind_a_mask_looks_as_if_it_went(mailoutbox: list[EmailMessage]) -> None:
    ines = away()
    topic = make.topic(by=ines)
    tell(to=ines, kind="commented", dedupe_key="own", actor=make.mask(of=ines, topic=topic), topic=topic)
    assert digests.queue_due() == 1
    send_due()
    assert mailoutbox == []
    assert Message.objects.get().state == Message.State.SENT


def test_nobody_is_left_for_later_however_many_are_due(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digests, "AT_ONCE", 2)
    for number in range(5):
        news(away(), f"{number}")
    assert digests.queue_due() == 5


def test_ten_beats_queue_one() -> None:
    news(away())
    assert sum(digests.queue_due() for _run in range(10)) == 1


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_queue_one() -> None:
    make.community()
    news(away())
    at_once([digests.queue_due] * 10)
    assert Message.objects.filter(kind="digest").count() == 1


# --- the choice ----------------------------------------------------------------------------------------------


def test_daily_weekly_or_never(client: Client) -> None:
    ines = make.member()
    client.force_login(ines)
    for every in ("day", "week", ""):
        assert client.post(URL, {"digest": every}).status_code in (302, 303)
        assert rhythm(ines) == every
        page = client.get(URL).content.decode()
        assert f'value="{every}" checked' in " ".join(page.split())
    assert not Digest.objects.exists()
    assert not Choice.objects.filter(kind="digest").exists()


@pytest.mark.parametrize("every", ["hour", "never", "x" * 99])
def test_any_other_is_refused(client: Client, every: str) -> None:
    client.force_login(make.member())
    assert client.post(URL, {"digest": every}).status_code == 422
    assert not Digest.objects.exists()


def test_another_form_of_the_page_leaves_it(client: Client) -> None:
    ines = away()
    client.force_login(ines)
    client.post(URL, {"by_mail": ["answered"]})
    assert rhythm(ines) == "day"


def test_one_click_stops_it_and_choosing_starts_it_again() -> None:
    ines = away()
    token = unsubscribe.url(ines.pk, "digest").rsplit("/", 2)[-2]
    assert Client().post(f"/stop/{token}/").status_code == 200
    assert rhythm(ines) == ""
    news(ines)
    send_due() if digests.queue_due() else None
    assert not Message.objects.filter(state=Message.State.SENT).exists()
    digests.choose_digest(member=ines, every="week")
    assert rhythm(ines) == "week"
