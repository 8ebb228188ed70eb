"""What is shown on a device in place of a mail: once, in neutral words, at the hours of mail, and never both."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from members.models import Member
from notices.actions import outbox
from notices.actions.addresses import bury
from notices.actions.choices import How, choose
from notices.kinds import KINDS
from notices.models import Device, Message
from notices.rules import devices_for
from tests import cast, make
from tests.forum import say
from tests.ledger import settle
from tests.notices import post
from tests.notices.push_service import Service

pytestmark = pytest.mark.django_db
S = Message.State
TITLE, WORDS = "Whom do I tell first?", "My sister, and she was kind."


@pytest.fixture
def ines() -> Member:
    ines = cast.ines(time_zone=make.daytime(), email="ines@example.org")
    choose(member=ines, kind="answered", by_mail=True, by_push=True, how=How.SETTINGS)
    return ines


def answered(ines: Member, **more: object) -> Message:
    topic = say.ask(actor=ines, title=TITLE)
    say.answer(actor=cast.dorrie(), topic=topic, body=WORDS, **more)
    settle()
    return Message.objects.get(kind="answered")


def send(message: Message) -> Message:
    Message.objects.filter(pk=message.pk).update(not_before=timezone.now())
    outbox.send(id=message.pk)
    message.refresh_from_db()
    return message


def test_an_answer_is_shown_on_every_device_and_not_mailed(service: Service, ines: Member) -> None:
    browsers = [service.device(ines), service.device(ines)]
    message = send(answered(ines))
    assert (message.state, message.attempts) == (S.SENT, 1)
    for browser in browsers:
        (shown,) = browser.shown
        assert shown["web_push"] == 8030
        assert shown["notification"]["body"] == "Ines, somebody answered you"
        assert shown["notification"]["navigate"].startswith("http")
    assert mail.outbox == []
    outbox.send(id=message.pk)
    assert len(browsers[0].shown) == 1


def test_it_names_neither_the_matter_nor_whoever_wrote(service: Service, ines: Member) -> None:
    browser = service.device(ines)
    send(answered(ines))
    said = str(browser.shown)
    for word in ("Dorrie", "dorrie", "sister", "tell first", "whom-do-i"):
        assert word not in said


def test_who_chose_mail_or_nothing_gets_no_notification(service: Service) -> None:
    ines = cast.ines(time_zone=make.daytime(), email="ines@example.org")
    browser = service.device(ines)
    send(answered(ines))
    assert (len(mail.outbox), browser.shown) == (1, [])
    choose(member=ines, kind="answered", by_mail=False, by_push=True, how=How.SETTINGS)
    assert devices_for(ines, KINDS["answered"]) == []


def test_what_is_about_the_account_is_mailed(service: Service, ines: Member) -> None:
    browser = service.device(ines)
    send(post.message(to=ines))
    assert (len(mail.outbox), browser.shown) == (1, [])


def test_a_subscription_that_ended_is_forgotten(service: Service, ines: Member) -> None:
    gone, there = service.device(ines), service.device(ines)
    gone.status = 410
    assert send(answered(ines)).state == S.SENT
    assert len(there.shown) == 1
    assert [device.endpoint for device in Device.objects.all()] == [service.origin + there.path]


def test_without_a_device_that_takes_it_it_is_mailed_once(service: Service, ines: Member) -> None:
    service.device(ines).status = 404
    message = send(answered(ines))
    assert (message.state, mail.outbox) == (S.QUEUED, [])
    message = send(message)
    assert (message.state, len(mail.outbox), Device.objects.count()) == (S.SENT, 1, 0)


def test_a_service_in_trouble_is_tried_again_and_nothing_is_mailed(service: Service, ines: Member) -> None:
    browser = service.device(ines)
    browser.status = 503
    message = send(answered(ines))
    assert message.state == S.QUEUED
    assert message.not_before > timezone.now()
    browser.status = 201
    message = send(message)
    assert (message.state, message.attempts, mail.outbox) == (S.SENT, 2, [])
    assert browser.topics == [message.pk.hex]


def test_what_may_have_been_shown_is_never_mailed_as_well(service: Service, ines: Member) -> None:
    """The worker died after the notification had gone; meanwhile the device let its subscription go."""
    browser = service.device(ines)
    message = answered(ines)
    Message.objects.filter(pk=message.pk).update(not_before=timezone.now())
    message = outbox._lease(message.pk)
    Message.objects.filter(pk=message.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    browser.status = 410
    outbox.send(id=message.pk)
    message.refresh_from_db()
    assert (message.state, mail.outbox) == (S.FAILED, [])


@pytest.mark.parametrize("endpoint", ["https://a..example/x", f"https://{'a' * 64}.example/x"])
def test_a_device_at_no_name_does_not_keep_the_others_from_being_told(
    service: Service, ines: Member, endpoint: str
) -> None:
    """Rows of before its address was looked at so closely."""
    service.device(ines)
    Device.objects.update(endpoint=endpoint, digest=Device.digest_of(endpoint))
    there = service.device(ines)
    assert send(answered(ines)).state == S.SENT
    assert len(there.shown) == 1


def test_what_may_have_been_mailed_is_never_shown_as_well(service: Service, ines: Member) -> None:
    """The worker died after the mail server had taken it; meanwhile notifications were switched on."""
    message = answered(ines)
    Message.objects.filter(pk=message.pk).update(not_before=timezone.now())
    assert outbox._lease(message.pk) is not None
    Message.objects.filter(pk=message.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    browser = service.device(ines)
    outbox.send(id=message.pk)
    message.refresh_from_db()
    assert (message.state, message.data["way"]) == (S.SENT, "mail")
    assert (len(mail.outbox), browser.shown) == (1, [])


@pytest.mark.parametrize("address", ["dead", "none"])
def test_what_goes_by_mail_is_not_mailed_for_a_devices_sake(service: Service, ines: Member, address: str) -> None:
    """Its devices were gone, so it goes by mail; before it does there is a new device, and no address any more."""
    service.device(ines).status = 410
    message = send(answered(ines))
    assert (message.state, message.data["way"]) == (S.QUEUED, "mail")
    browser = service.device(ines)
    if address == "dead":
        bury(member=ines, reply="550")
    else:
        Member.objects.filter(pk=ines.pk).update(email=None)
    message = send(message)
    assert (message.state, mail.outbox, browser.shown) == (S.DROPPED, [], [])
    assert "address" in message.outcome


def test_what_a_mask_gets_says_no_way_whichever_it_goes(service: Service, ines: Member) -> None:
    message = send(masked(ines))
    assert (message.state, len(mail.outbox)) == (S.SENT, 1)
    assert "way" not in message.data


def test_an_address_that_is_dead_does_not_stop_a_device(service: Service, ines: Member) -> None:
    browser = service.device(ines)
    bury(member=ines, reply="550")
    assert send(answered(ines)).state == S.SENT
    assert len(browser.shown) == 1


def test_at_night_nothing_is_shown(service: Service, ines: Member) -> None:
    browser = service.device(ines)
    message = answered(ines)
    Member.objects.filter(pk=ines.pk).update(time_zone=make.nighttime())
    message = send(message)
    assert (message.state, browser.shown) == (S.QUEUED, [])


@pytest.mark.parametrize("stage", [Member.Stage.RESTING, Member.Stage.LEFT])
def test_who_rests_or_left_is_shown_nothing(service: Service, ines: Member, stage: Member.Stage) -> None:
    browser = service.device(ines)
    message = answered(ines)
    Member.objects.filter(pk=ines.pk).update(stage=stage)
    assert send(message).state == S.DROPPED
    assert browser.shown == []


# --- masks ------------------------------------------------------------------------------------------------


def masked(ines: Member) -> Message:
    topic = say.ask(actor=ines, masked=True, title=TITLE)
    say.end_grace()
    say.answer(actor=cast.dorrie(), topic=topic, body=WORDS)
    settle()
    make.community(time_zone=make.daytime())
    return Message.objects.get(mask=topic.mask)


def test_to_a_mask_every_notification_says_the_same(service: Service, ines: Member) -> None:
    browser = service.device(ines)
    message = send(masked(ines))
    assert message.state == S.SENT
    assert browser.words == ["Something is waiting for you"]
    assert mail.outbox == []
    assert "way" not in message.data


def test_a_device_that_is_gone_does_not_vanish_beside_a_masks_message(service: Service, ines: Member) -> None:
    service.device(ines).status = 410
    message = send(masked(ines))
    assert (message.state, len(mail.outbox), Device.objects.count()) == (S.SENT, 1, 1)


def test_what_a_mask_wrote_is_told_without_its_name(service: Service, ines: Member) -> None:
    browser = service.device(ines)
    topic = say.ask(actor=ines, title=TITLE)
    answer = say.answer(actor=cast.tobias(), topic=topic, masked=True, body=WORDS)
    say.end_grace()
    settle()
    send(Message.objects.get(kind="answered"))
    assert browser.words == ["Ines, somebody answered you"]
    assert answer.mask.name not in str(browser.shown)
