"""What moderators take back is told to whom it concerns: a pause that ends early, a second look that changed something."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail as outgoing
from django.test import Client
from django.utils import timezone

from members.models import Suspension
from moderation.actions.accounts import lift, suspend
from moderation.actions.decisions import decide
from moderation.actions.second_looks import ask
from moderation.models import Decision
from notices.actions.choices import How, choose
from notices.models import Message, Notice
from notices.rules import readable_by
from tests import make
from tests.ledger import settle
from tests.mails import send_due
from tests.moderation.place import Place

pytestmark = pytest.mark.django_db
Verb = Decision.Verb


def suspended(place: Place) -> Suspension:
    until = timezone.now() + timedelta(days=7)
    row = suspend(moderator=place.moderator, member=place.author, until=until, reason="Selling.")
    settle()
    return row


def lifted(place: Place) -> Suspension:
    row = suspended(place)
    lift(moderator=place.moderator, suspension=row)
    settle()
    return row


def kinds(place: Place) -> list[str]:
    return list(readable_by(place.author).order_by("pk").values_list("kind", flat=True))


def mailed(kind: str) -> list[str]:
    """Sends what is queued, and gives the bodies of that kind."""
    send_due()
    ids = set(Message.objects.filter(kind=kind).values_list("message_id", flat=True))
    return [str(mail.body) for mail in outgoing.outbox if mail.extra_headers["Message-ID"] in ids]


# --- a pause that ends early ------------------------------------------------------------------------------


def test_an_early_end_is_told_in_the_page_and_by_mail(place: Place, client: Client) -> None:
    lifted(place)
    assert kinds(place) == ["suspended", "suspension_lifted"]
    (body,) = mailed("suspension_lifted")
    assert "ended before its day" in body
    assert "Stop these messages" in body
    assert "Selling" not in body
    client.force_login(place.author)
    assert "You can write again" in client.get("/notices/").content.decode()


def test_who_ended_it_is_not_said(place: Place) -> None:
    lifted(place)
    assert Notice.objects.get(kind="suspension_lifted").actor is None


def test_whoever_chose_the_page_alone_gets_no_mail_of_it(place: Place) -> None:
    choose(member=place.author, kind="suspension_lifted", by_mail=False, how=How.SETTINGS)
    lifted(place)
    assert "suspension_lifted" in kinds(place)
    assert mailed("suspension_lifted") == []


def test_a_pause_that_ends_on_its_day_says_nothing(place: Place) -> None:
    row = suspended(place)
    Suspension.objects.filter(pk=row.pk).update(until=timezone.now(), at=timezone.now() - timedelta(days=1))
    settle()
    assert kinds(place) == ["suspended"]


def test_nothing_is_told_while_another_pause_holds(place: Place) -> None:
    row = suspended(place)
    lift(moderator=place.moderator, suspension=row)
    make.suspension(member=place.author)
    settle()
    assert kinds(place) == ["suspended"]


def test_and_no_mail_goes_if_another_has_begun_since(place: Place) -> None:
    lifted(place)
    make.suspension(member=place.author)
    assert mailed("suspension_lifted") == []
    assert Message.objects.get(kind="suspension_lifted").state == "dropped"


def test_nobody_else_hears_of_it(place: Place) -> None:
    lifted(place)
    assert set(Notice.objects.values_list("member", flat=True)) == {place.author.pk}


# --- a second look -------------------------------------------------------------------------------------------


def looked_again(place: Place, verb: Decision.Verb, *, masked: bool = False) -> None:
    thing = place.masked if masked else place.post
    hidden = decide(moderator=place.moderator, thing=thing, verb=Verb.HIDE, reason="Selling.")
    thing.refresh_from_db()
    ask(actor=place.author, decision=hidden, words="It sells nothing.")
    # That it stays hidden is somebody else's to say than whoever hid it.
    who = place.admin if verb == Verb.UPHOLD else place.moderator
    decide(moderator=who, thing=thing, verb=verb, reason="Read once more.")
    settle()


@pytest.mark.parametrize("masked", [False, True])
def test_words_that_are_back_are_told_in_the_page_and_by_mail(place: Place, masked: bool) -> None:
    looked_again(place, Verb.RESTORE, masked=masked)
    assert kinds(place)[-1] == "restored"
    notice = Notice.objects.get(kind="restored")
    assert (notice.member is None) is masked
    assert Message.objects.filter(kind="restored").count() == 1


def test_words_that_stay_hidden_are_told_in_the_page_alone(place: Place) -> None:
    looked_again(place, Verb.UPHOLD)
    assert kinds(place)[-1] == "upheld"
    assert mailed("upheld") == []


@pytest.mark.parametrize("verb", [Verb.RESTORE, Verb.UPHOLD])
def test_a_block_keeps_nobody_from_knowing_what_happened_to_their_words(place: Place, verb: Decision.Verb) -> None:
    for colleague in (place.moderator, place.admin):
        make.block(blocker=place.author, blocked=colleague)
    looked_again(place, verb)
    assert kinds(place)[-1] == {Verb.RESTORE: "restored", Verb.UPHOLD: "upheld"}[verb]


def test_who_looked_is_not_said(place: Place) -> None:
    looked_again(place, Verb.RESTORE)
    assert Notice.objects.get(kind="restored").actor is None
