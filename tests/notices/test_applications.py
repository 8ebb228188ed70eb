"""Somebody asks to join: the admins hear of it until one of them has said yes or no."""

from __future__ import annotations

import pytest
from django.core import mail as outgoing
from django.db import transaction
from django.test import Client
from django.utils import timezone

from activity.record import record
from members.actions import accounts
from members.models import Community, Member
from notices.actions import outbox
from notices.actions.choices import How, choose
from notices.models import Message, Notice
from notices.queries.links import target
from tests import make
from tests.ledger import settle
from tests.mails import send_due

pytestmark = pytest.mark.django_db
APPLICATION = "The bailiffs came twice."


@pytest.fixture(autouse=True)
def _by_approval() -> None:
    make.community(registration=Community.Registration.APPROVAL)


def applies(*, name: str = "Wilf", then_settle: bool = True, **fields: object) -> Member:
    """Somebody confirms their address where an admin has the word."""
    fields = {"approved_at": None, "application": APPLICATION} | fields
    applicant = accounts.address_confirmed(member=make.newcomer(name=name, **fields))
    if then_settle:
        settle()
    return applicant


def told() -> set[str]:
    return set(Notice.objects.filter(kind="applied").values_list("member__display_name", flat=True))


def test_every_admin_hears_of_it_with_the_way_to_say_yes_or_no(client: Client) -> None:
    nasreen, _robin, _pau = make.admin(name="Nasreen"), make.admin(name="Robin"), make.member(name="Pau")
    applies()
    assert told() == {"Nasreen", "Robin"}
    assert target(Notice.objects.filter(kind="applied")[0]) == "/running/applicants/"
    client.force_login(nasreen)
    assert "Wilf asks to join" in client.get("/notices/").content.decode()
    assert APPLICATION in client.get("/running/applicants/").content.decode()


def test_the_mail_names_neither_the_applicant_nor_their_words_before_it_is_opened() -> None:
    make.admin(name="Nasreen")
    applies()
    send_due()
    (mail,) = outgoing.outbox
    shown = f"{mail.subject} {mail.body[:140]}"
    assert "Wilf" not in shown
    assert APPLICATION not in mail.body
    assert "You run this community." in mail.body
    assert "Stop these messages" in mail.body
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "!" not in f"{mail.subject}{mail.body}"


def test_several_applications_are_several_lines_and_one_mail() -> None:
    make.admin()
    for name in ("Wilf", "Callum", "Ines"):
        applies(name=name)
    assert Notice.objects.filter(kind="applied").count() == 3
    assert Message.objects.filter(kind="applied").count() == 1


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_the_answer_of_one_settles_it_for_all_and_the_mail_does_not_go(answer: str) -> None:
    nasreen = make.admin()
    make.admin()
    applicant = applies()
    if answer == "yes":
        accounts.admit(applicant=applicant, by=nasreen)
    else:
        accounts.decline(applicant=applicant, by=nasreen, sentence="We are full this month.")
    settle()
    assert told() == set()
    send_due()
    assert {mail.to[0] for mail in outgoing.outbox} == {applicant.email}
    assert set(Message.objects.filter(kind="applied").values_list("state", flat=True)) == {"dropped"}


def test_the_applicant_hears_of_the_yes_by_mail() -> None:
    nasreen = make.admin()
    applicant = applies()
    accounts.admit(applicant=applicant, by=nasreen)
    settle()
    send_due()
    assert Notice.objects.get(member=applicant).kind == "approved"
    assert "you can come in" in outgoing.outbox[0].subject


def test_an_event_that_is_heard_late_tells_nobody_of_what_is_decided() -> None:
    nasreen = make.admin()
    applicant = applies(then_settle=False)
    accounts.admit(applicant=applicant, by=nasreen)
    settle()
    assert told() == set()
    with transaction.atomic():
        record(verb="member.applied", actor=applicant, target=applicant)
    settle()
    assert told() == set()


def test_heard_twice_it_is_told_once() -> None:
    make.admin()
    applicant = applies()
    with transaction.atomic():
        record(verb="member.applied", actor=applicant, target=applicant)
    settle()
    assert Notice.objects.filter(kind="applied").count() == 1
    assert Message.objects.filter(kind="applied").count() == 1


NO_ADMIN = {
    "closed": {"is_active": False},
    "not let in": {"approved_at": None},
    "a robot": {"kind": Member.Kind.ROBOT},
    "no longer an admin": {"is_staff": False},
}


@pytest.mark.parametrize("fields", NO_ADMIN.values(), ids=NO_ADMIN.keys())
def test_nobody_but_living_admins_hears_of_it(fields: dict[str, object]) -> None:
    Member.objects.filter(pk=make.admin().pk).update(**fields)
    applies()
    assert told() == set()


def test_who_closed_their_account_meanwhile_is_not_waited_for() -> None:
    make.admin()
    applicant = applies(then_settle=False)
    Member.objects.filter(pk=applicant.pk).update(is_active=False)
    settle()
    assert told() == set()


def test_an_admin_who_chose_the_page_alone_gets_no_mail() -> None:
    nasreen = make.admin(name="Nasreen")
    choose(member=nasreen, kind="applied", by_mail=False, how=How.SETTINGS)
    applies()
    assert told() == {"Nasreen"}
    assert not Message.objects.exists()


def test_nothing_is_told_where_anybody_may_join() -> None:
    make.community(registration=Community.Registration.OPEN)
    make.admin()
    applicant = applies()
    assert applicant.approved_at is not None
    assert told() == set()


def test_an_open_door_leaves_others_applications_alone() -> None:
    make.admin()
    waiting = applies(name="Wilf")
    other = applies(name="Callum", then_settle=False)
    accounts.belongs(member=other, why="Joined.")
    settle()
    assert list(Notice.objects.filter(kind="applied").values_list("actor", flat=True)) == [waiting.pk]


def test_a_mail_that_waits_for_the_morning_goes_only_if_it_is_still_asked() -> None:
    nasreen = make.admin(time_zone=make.nighttime())
    applicant = applies()
    send_due()
    message = Message.objects.get(kind="applied")
    assert (message.state, message.not_before > timezone.now()) == ("queued", True)
    accounts.admit(applicant=applicant, by=nasreen)
    settle()
    Message.objects.filter(pk=message.pk).update(not_before=timezone.now())
    Member.objects.filter(pk=nasreen.pk).update(time_zone=make.daytime())
    outbox.send(id=message.pk)
    message.refresh_from_db()
    assert (message.state, message.outcome) == ("dropped", "It was taken back.")
