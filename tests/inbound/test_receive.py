"""One mail, one post: under the name or the mask that it was written to, or a sentence and no post."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from forum.actions import drafts
from forum.models import Draft, Post, Topic
from inbound.actions.receive import Outcome, receive
from masks import sealed
from members.models import Member
from notices.models import Message
from notices.reply_address import HOLDS
from tests import make
from tests.inbound.post import address_of, reply, topic_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def inbound(settings: Any) -> None:
    settings.INBOUND_ADDRESS = "reply@forum.example"
    make.community()


@pytest.fixture
def ines() -> Member:
    return make.member(handle="ines", name="Ines Calder")


@pytest.fixture
def topic() -> Topic:
    return topic_of(make.member(name="Dorrie H"))


def answers(topic: Topic) -> list[Post]:
    return list(Post.objects.filter(topic=topic, position__gt=0).order_by("position"))


def refusals() -> list[Message]:
    return list(Message.objects.filter(kind="mail_refused"))


# --- posted -------------------------------------------------------------------------------------------


def test_it_is_posted_under_the_name(ines: Member, topic: Topic) -> None:
    to = address_of(ines, topic)
    assert receive(raw=reply(f"Ines <{ines.email}>", to), recipient=to) is Outcome.POSTED
    (post,) = answers(topic)
    assert (post.member, post.mask, post.body) == (ines, None, "That worked for me.")
    assert not refusals()


def test_the_same_mail_twice_is_posted_once(ines: Member, topic: Topic) -> None:
    to = address_of(ines, topic)
    mail = reply(ines.email or "", to)
    for _time in range(2):
        assert receive(raw=mail, recipient=to) is Outcome.POSTED
    assert len(answers(topic)) == 1


def test_the_same_words_in_two_mails_are_posted_twice(ines: Member, topic: Topic) -> None:
    to = address_of(ines, topic)
    for _time in range(2):
        receive(raw=reply(ines.email or "", to), recipient=to)
    assert len(answers(topic)) == 2


def test_a_mail_without_a_number_is_posted_once_as_well(ines: Member, topic: Topic) -> None:
    to = address_of(ines, topic)
    mail = reply(ines.email or "", to, Message_ID="")
    for _time in range(2):
        receive(raw=mail, recipient=to)
    assert len(answers(topic)) == 1


def test_what_was_begun_on_the_page_stays(ines: Member, topic: Topic) -> None:
    drafts.keep_draft(actor=ines, context=f"topic:{topic.pk}", title="", body="Half a", data={}, masked=False)
    to = address_of(ines, topic)
    receive(raw=reply(ines.email or "", to), recipient=to)
    assert Draft.objects.filter(member=ines).exists()


def test_an_answer_between_quotations_stands_outside_of_them(ines: Member, topic: Topic) -> None:
    to = address_of(ines, topic)
    text = f"On 05/05/2026 10:12, Murmuration <{to}> wrote:\n> Which?\nThis one.\n> When?\nToday.\n"
    mail = EmailMessage()
    mail["From"], mail["To"], mail["In-Reply-To"] = ines.email, to, "<x@forum.example>"
    mail.set_content(text)
    receive(raw=mail.as_bytes(), recipient=to)
    (post,) = answers(topic)
    assert post.html.count("<blockquote>") == 2
    assert "<p>This one.</p>\n<blockquote>" in post.html


@pytest.mark.parametrize("sender", ["INES@Example.org", "ines+forum@example.org", '"Ines, C" <ines@example.org>'])
def test_an_address_may_be_written_otherwise(ines: Member, topic: Topic, sender: str) -> None:
    to = address_of(ines, topic)
    assert receive(raw=reply(sender, to), recipient=to) is Outcome.POSTED


def test_another_address_of_the_member_counts_once_it_is_confirmed(ines: Member, topic: Topic) -> None:
    to = address_of(ines, topic)
    other = EmailAddress.objects.create(user=ines, email="ines@work.example", verified=False)
    assert receive(raw=reply(other.email, to), recipient=to) is Outcome.REFUSED
    EmailAddress.objects.update(verified=True)
    assert receive(raw=reply(other.email, to), recipient=to) is Outcome.POSTED


def test_what_hung_on_it_is_said_to_be_left_out(ines: Member, topic: Topic) -> None:
    to = address_of(ines, topic)
    mail = EmailMessage()
    mail["From"], mail["To"] = ines.email, to
    mail.set_content("Here is the form.")
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="form.pdf")
    assert receive(raw=mail.as_bytes(), recipient=to) is Outcome.POSTED
    assert [post.body for post in answers(topic)] == ["Here is the form."]
    (told,) = refusals()
    assert "form.pdf" in told.data["sentence"]


# --- behind a mask ------------------------------------------------------------------------------------


def test_it_is_posted_under_the_mask_without_name_and_signature(ines: Member, topic: Topic) -> None:
    mask = make.mask(of=ines, topic=topic)
    to = address_of(ines, topic, masked=True)
    mail = reply(f"Ines Calder <{ines.email}>", to, "I had that too.\n\nInes\n\n-- \nInes Calder\n+44 20 7946 0000")
    assert receive(raw=mail, recipient=to) is Outcome.POSTED
    (post,) = answers(topic)
    assert (post.member, post.mask, post.body) == (None, mask, "I had that too.")
    assert post.created_at.minute == post.created_at.second == 0
    assert post.visible_from is not None


def test_behind_a_mask_no_row_holds_a_trace_of_the_mail(ines: Member, topic: Topic) -> None:
    make.mask(of=ines, topic=topic)
    to = address_of(ines, topic, masked=True)
    receive(raw=reply(ines.email or "", to, Message_ID="<tell-tale@mail.example>"), recipient=to)
    (post,) = answers(topic)
    fields = [str(getattr(post, field.attname)) for field in post._meta.concrete_fields]
    assert not [value for value in fields if "tell-tale" in value or "example.org" in value or to in value]


def test_an_address_of_a_mask_never_leads_to_the_name(ines: Member, topic: Topic) -> None:
    """They took the mask's link away, or never wore one: nothing is posted, under no name."""
    to = address_of(ines, topic, masked=True)
    assert receive(raw=reply(ines.email or "", to), recipient=to) is Outcome.REFUSED
    make.mask(of=ines, topic=topic)
    sealed.forget(ines)
    assert receive(raw=reply(ines.email or "", to), recipient=to) is Outcome.REFUSED
    assert not answers(topic)
    assert not refusals(), "a row of the member would tie them to the mask"


def test_an_address_of_the_name_is_of_no_use_where_a_mask_is_worn(ines: Member, topic: Topic) -> None:
    make.mask(of=ines, topic=topic)
    to = address_of(ines, topic)
    assert receive(raw=reply(ines.email or "", to), recipient=to) is Outcome.REFUSED
    assert not answers(topic)
    (told,) = refusals()
    assert told.data["sentence"] == "This topic cannot be answered by mail. Please write on the page."


def test_a_mask_is_told_in_words_that_say_nothing(ines: Member, topic: Topic) -> None:
    mask = make.mask(of=ines, topic=topic)
    Topic.objects.filter(pk=topic.pk).update(closed_at=timezone.now())
    to = address_of(ines, topic, masked=True)
    assert receive(raw=reply(ines.email or "", to), recipient=to) is Outcome.REFUSED
    (told,) = refusals()
    assert (told.member, told.mask, told.topic) == (None, mask, None)
    assert told.data == {"reason": "not_allowed"}
    assert told.keeps_hours


# --- refused ------------------------------------------------------------------------------------------


def test_closed(ines: Member, topic: Topic) -> None:
    Topic.objects.filter(pk=topic.pk).update(closed_at=timezone.now())
    to = address_of(ines, topic)
    assert receive(raw=reply(ines.email or "", to), recipient=to) is Outcome.REFUSED
    (told,) = refusals()
    assert (told.member, told.data["sentence"][:21]) == (ines, "This topic is closed.")


def test_suspended(ines: Member, topic: Topic) -> None:
    make.suspension(member=ines)
    to = address_of(ines, topic)
    assert receive(raw=reply(ines.email or "", to), recipient=to) is Outcome.REFUSED
    assert not answers(topic)
    assert refusals()[0].data["sentence"].startswith("You cannot write until")


def test_a_closed_account_hears_nothing(ines: Member, topic: Topic) -> None:
    Member.objects.filter(pk=ines.pk).update(is_active=False)
    to = address_of(ines, topic)
    assert receive(raw=reply(ines.email or "", to), recipient=to) is Outcome.UNKNOWN
    assert not refusals()


def test_a_topic_that_they_may_no_longer_read(ines: Member, topic: Topic) -> None:
    topic.space.visibility = "team"
    topic.space.save()
    to = address_of(ines, topic)
    assert receive(raw=reply(ines.email or "", to), recipient=to) is Outcome.REFUSED
    assert not answers(topic)


def test_too_late(ines: Member, topic: Topic) -> None:
    to = address_of(ines, topic, now=timezone.now() - HOLDS - timedelta(days=1))
    assert receive(raw=reply(ines.email or "", to), recipient=to) is Outcome.REFUSED
    assert refusals()[0].data["reason"] == "late"


def test_empty(ines: Member, topic: Topic) -> None:
    to = address_of(ines, topic)
    assert receive(raw=reply(ines.email or "", to, ""), recipient=to) is Outcome.REFUSED
    assert refusals()[0].data["reason"] == "empty"


def test_too_long(ines: Member, topic: Topic) -> None:
    to = address_of(ines, topic)
    assert receive(raw=reply(ines.email or "", to, "word " * 7_000), recipient=to) is Outcome.REFUSED
    assert "longer than a post can be" in refusals()[0].data["sentence"]


def test_nothing_but_an_attachment(ines: Member, topic: Topic) -> None:
    to = address_of(ines, topic)
    mail = EmailMessage()
    mail["From"], mail["To"] = ines.email, to
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="form.pdf")
    assert receive(raw=mail.as_bytes(), recipient=to) is Outcome.REFUSED
    assert refusals()[0].data["reason"] == "only_attached"


def test_somebody_else_to_whom_the_mail_was_handed_on(ines: Member, topic: Topic) -> None:
    """Whoever was sent it may not speak for them; they are told, and the stranger is not."""
    to = address_of(ines, topic)
    other = make.member(name="Pau")
    for sender in (other.email or "", "friend@else.example", f"{ines.email}, friend@else.example"):
        assert receive(raw=reply(sender, to), recipient=to) is Outcome.REFUSED
    assert not answers(topic)
    (told,) = refusals()
    assert (told.member, told.data["reason"]) == (ines, "other_address")


def test_an_address_that_leads_nowhere(ines: Member, topic: Topic) -> None:
    to = f"reply+{'a' * 52}@forum.example"
    assert receive(raw=reply(ines.email or "", to), recipient=to) is Outcome.UNKNOWN
    assert receive(raw=reply("stranger@else.example", to), recipient=to) is Outcome.UNKNOWN
    (told,) = refusals()
    assert (told.member, told.data["reason"]) == (ines, "unknown")


def test_a_sentence_a_day_is_enough(ines: Member, topic: Topic) -> None:
    to = address_of(ines, topic)
    for _time in range(3):
        receive(raw=reply(ines.email or "", to, ""), recipient=to)
    assert len(refusals()) == 1


# --- programs -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "heads",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated; owner-email=x"},
        {"Precedence": "bulk"},
        {"Precedence": "auto_reply"},
        {"List_Id": "<people.else.example>"},
        {"X_Autoreply": "yes"},
        {"Return_Path": "<>"},
        {"From": "MAILER-DAEMON@else.example"},
        {"From": "no-reply@else.example"},
    ],
    ids=lambda heads: "-".join(heads.values()),
)
def test_no_program_is_answered(ines: Member, topic: Topic, heads: dict[str, str]) -> None:
    to = address_of(ines, topic)
    assert receive(raw=reply(ines.email or "", to, **heads), recipient=to) is Outcome.IGNORED
    assert not answers(topic)
    assert not refusals()


def test_no_bounce_is_answered(ines: Member, topic: Topic) -> None:
    to = address_of(ines, topic)
    assert receive(raw=reply(ines.email or "", to), recipient=to, sender="") is Outcome.IGNORED


def test_a_person_may_say_that_no_program_wrote_it(ines: Member, topic: Topic) -> None:
    to = address_of(ines, topic)
    assert receive(raw=reply(ines.email or "", to, Auto_Submitted="no"), recipient=to) is Outcome.POSTED


def test_our_own_mail_that_comes_back_is_not_posted(ines: Member, topic: Topic) -> None:
    own = Message.objects.create(
        member=ines, kind="answered", dedupe_key="x", message_id="<abc@forum.example>", why="x"
    )
    to = address_of(ines, topic)
    assert receive(raw=reply(ines.email or "", to, Message_ID=own.message_id), recipient=to) is Outcome.IGNORED
    assert not answers(topic)


@pytest.mark.parametrize(
    "raw", [b"", b"\x00" * 100, b"From: \xff\xfe\nTo: x\n\n\xff", b"Content-Type: multipart/mixed; boundary=\n\n--\n"]
)
def test_whatever_comes_is_taken(raw: bytes) -> None:
    assert receive(raw=raw, recipient="reply+x@forum.example") in (Outcome.UNKNOWN, Outcome.IGNORED)
