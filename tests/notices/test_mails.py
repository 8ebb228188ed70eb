"""The mail itself: its headers, its two parts, and what it never says (R38, R39)."""

import re
from datetime import timedelta
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import Any

import pytest
from django.core import mail as outgoing

from members.models import Member
from notices import unsubscribe
from notices.actions import mailer, outbox
from notices.actions.tell import tell
from notices.kinds import KINDS, Kind
from notices.models import Message, Notice
from tests import make
from tests.mails import send_due
from tests.sink import Sink
from web.colours import BUILT_IN, of_actions

pytestmark = pytest.mark.django_db

MATTER = "bailiffs"
SHOWN_UNOPENED = 140  # characters that mail programs show of an unopened mail
NO_HURRY = "There is no hurry, and nobody sees whether or when you read it."
SOMEBODY_WAITS = "Nobody sees whether or when you read it."


class Words(HTMLParser):
    """The visible words of an HTML mail, and where its links lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self._head = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self._head = tag == "head" or (self._head and tag != "body")
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        if not self._head:
            self.words += data.split()


def answered(*, asker: Member | None = None, name: str = "Dorrie H", title: str = f"The {MATTER} are here") -> Message:
    topic = make.topic(by=asker or make.member(name="Ines Calder"), title=title)
    answer = make.answer(topic=topic, by=make.member(name=name), body=f"Call them about the {MATTER}.")
    tell(to=topic.member, kind="answered", dedupe_key="a", actor=answer.member, topic=topic, post=answer)
    return Message.objects.get()


def parts(mail: EmailMessage) -> tuple[str, Words]:
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    return text.get_content(), Words(html.get_content())


def sent(message: Message, smtp_sink: Sink) -> EmailMessage:
    outbox.send(id=message.pk)
    (mail,) = smtp_sink.wait_for(1)
    return mail


def test_text_and_html_say_the_same(smtp_sink: Sink) -> None:
    text, html = parts(sent(answered(), smtp_sink))
    plain = re.sub(r"http\S+|^--$", " ", text.replace("\r", ""), flags=re.MULTILINE).split()
    assert [word.strip(":") for word in plain] == [word.strip(":") for word in html.words]
    assert set(html.links) == set(re.findall(r"http\S+", text))


def test_no_picture_nothing_fetched(smtp_sink: Sink) -> None:
    _text, html = parts(sent(answered(), smtp_sink))
    assert html.tags <= {"html", "head", "meta", "title", "body", "div", "p", "a", "b", "ul", "li", "blockquote"}
    assert all(link.startswith("http://localhost:8000/") for link in html.links)


def test_neither_subject_nor_preview_names_the_matter_or_the_writer(smtp_sink: Sink) -> None:
    mail = sent(answered(), smtp_sink)
    text, _html = parts(mail)
    shown = f"{mail['subject']} {text[:SHOWN_UNOPENED]}".lower()
    assert MATTER not in shown
    assert "dorrie" not in shown


def test_the_matter_is_nowhere_in_the_mail_not_even_in_a_link(smtp_sink: Sink) -> None:
    mail = sent(answered(), smtp_sink)
    assert MATTER not in mail.as_string().lower()
    _text, html = parts(mail)
    assert f"http://localhost:8000/t/{Message.objects.get().topic_id}/-/?post=" in " ".join(html.links)


def test_headers_name_nobody(smtp_sink: Sink) -> None:
    mail = sent(answered(), smtp_sink)
    names = ("From", "Reply-To", "Message-ID", "List-Id", "List-Unsubscribe", "Subject")
    shown = " ".join(str(mail[name]) for name in names).lower()
    assert not {"dorrie", "calder", MATTER, "@example.org"} & set(re.split(r"[^a-z@.]+", shown))
    assert mail["Auto-Submitted"] == "auto-generated"


def test_one_click_headers_stand_in_every_mail_that_somebody_decides_about(smtp_sink: Sink) -> None:
    mail = sent(answered(), smtp_sink)
    url = mail["List-Unsubscribe"].strip().strip("<>")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert unsubscribe.read(url.rstrip("/").rpartition("/")[2]).kind == "answered"
    text, html = parts(mail)
    assert url in text
    assert url in html.links


def test_why_stands_in_the_mail(smtp_sink: Sink) -> None:
    text, _html = parts(sent(answered(), smtp_sink))
    assert "Why you got this: You began this topic and hear of answers by mail." in text


@pytest.mark.parametrize(
    "name", ["Ines\r\nBcc: all@example.com", "Ines\nX-Evil: 1", "\u2028Ines\x7f", "Ines\x0bBcc: x"]
)
def test_a_name_adds_no_header(smtp_sink: Sink, name: str) -> None:
    asker = make.member(handle="ines", display_name=name)
    mail = sent(answered(asker=asker, name=name, title=name), smtp_sink)
    assert {"bcc", "x-evil"}.isdisjoint(header.lower() for header in mail)
    assert smtp_sink.recipients == [[asker.email]]
    assert "\n" not in mail["subject"]


def test_an_address_with_a_line_break_is_not_written_to(smtp_sink: Sink) -> None:
    person = make.member(email="a@example.org\nBcc: b@example.org")
    message = answered(asker=person)
    outbox.send(id=message.pk)
    message.refresh_from_db()
    assert message.state != Message.State.SENT
    assert smtp_sink.mails == []


CHOICES_ALONE = {kind.at_any_hour for kind in KINDS.values()}  # about the hours of another kind, and never sent


def test_every_kind_that_is_mailed_has_its_words() -> None:
    for kind in KINDS.values():
        if not kind.is_mailable or kind.name in CHOICES_ALONE:
            continue
        assert "%(name)s" in str(kind.subject), kind.name
        assert kind.why or kind.letter, kind.name
        said = SOMEBODY_WAITS if kind.waits else NO_HURRY
        assert kind.letter or len(f"Hello Al,\n\n{kind.lead} {said}") >= SHOWN_UNOPENED, kind.name


@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if kind.waits], ids=lambda kind: kind.name)
def test_where_somebody_waits_the_mail_does_not_say_that_there_is_no_hurry(kind: Kind) -> None:
    notice = tell(to=make.member(), kind=kind.name, dedupe_key="a", actor=make.member(name="Dorrie H"))
    assert notice is not None
    send_due()
    (mail,) = outgoing.outbox
    for text in (str(mail.body), str(mail.alternatives[0][0])):
        assert "no hurry" not in text
        assert SOMEBODY_WAITS in text


def test_no_subject_or_lead_shouts_or_names_whoever_wrote() -> None:
    for kind in KINDS.values():
        words = f"{kind.subject} {kind.lead} {kind.line} {kind.label}"
        assert "!" not in words
        assert "%(who)s" not in f"{kind.subject} {kind.lead}"


def test_a_person_reads_replies_only_where_one_does(settings: Any) -> None:
    message = answered()
    asker = message.member
    build = lambda: mailer.build(message, asker, KINDS["answered"])  # noqa: E731
    assert "reach a person" not in build().body
    settings.REPLY_TO_EMAIL = "people@example.org"
    assert "reach a person" in build().body
    assert build().reply_to == ["people@example.org"]


@pytest.mark.parametrize("hue", [None, 29])
def test_links_and_buttons_have_the_colour_of_the_community(hue: int | None) -> None:
    make.community(hue=hue)
    message = answered()
    html = str(mailer.build(message, message.member, KINDS["answered"]).alternatives[0][0])
    assert html.count(f"color:{of_actions(hue)}") >= 1
    assert f"background:{of_actions(hue)};" in html
    assert "{sheen}" not in html
    assert (BUILT_IN in html) == (hue is None)


def test_what_was_read_in_the_page_is_not_mailed() -> None:
    message = answered()
    Notice.objects.update(read_at=message.created_at)
    outbox.send(id=message.pk)
    message.refresh_from_db()
    assert message.state == Message.State.DROPPED
    assert outgoing.outbox == []


def test_what_was_taken_back_is_not_mailed() -> None:
    message = answered()
    Notice.objects.all().delete()
    outbox.send(id=message.pk)
    message.refresh_from_db()
    assert message.state == Message.State.DROPPED
    assert outgoing.outbox == []


def test_a_topic_that_can_no_longer_be_seen_is_not_mailed_about() -> None:
    message = answered()
    space = message.topic.space
    space.visibility = "moderators"
    space.save()
    outbox.send(id=message.pk)
    message.refresh_from_db()
    assert message.state == Message.State.DROPPED
    assert outgoing.outbox == []


def test_a_block_made_meanwhile_holds() -> None:
    message = answered()
    make.block(blocker=message.member, blocked=Notice.objects.get().actor)
    outbox.send(id=message.pk)
    message.refresh_from_db()
    assert message.state == Message.State.DROPPED
    assert outgoing.outbox == []


def test_bodies_are_emptied_after_thirty_days_and_rows_go_after_400(smtp_sink: Sink) -> None:
    from notices.actions.retention import tidy

    message = answered()
    outbox.send(id=message.pk)
    assert tidy() == (0, 0)
    for days, expected in ((31, (1, 0)), (401, (0, 1))):
        Message.objects.update(
            created_at=message.created_at - timedelta(days=days), sent_at=message.created_at - timedelta(days=days)
        )
        assert tidy() == expected
