"""Pictures that came with a mail are not kept: whoever sent one of their own is told so, and nobody of a company's sign."""

from __future__ import annotations

from typing import Any

import pytest

from inbound.actions.receive import receive
from inbound.mail.reply import read
from notices.actions.mailer import build
from notices.kinds import KINDS
from notices.models import Message
from tests import make
from tests.inbound.post import address_of, topic_of

QUOTE = '<div class="gmail_quote"><blockquote>{}</blockquote></div>'
LETTER, SIGN = '<img src="cid:a@b" height="900">', '<img src="cid:l@b" width="200" height="60">'


def part(name: str, cid: str = "a@b", disposition: str = "inline") -> str:
    ident = f"Content-ID: <{cid}>\n" if cid else ""
    return (
        f'Content-Type: image/png; name="{name}"\nContent-Disposition: {disposition}; filename="{name}"\n{ident}\nAAAA'
    )


def mail(
    html: str, *parts: str, plain: str | None = None, sender: str = "anna@mail.example", to: str = "x@y.example"
) -> bytes:
    """HTML with its pictures beside it, and the same in plain words where `plain` has them."""
    words = f"Content-Type: text/html; charset=utf-8\n\n{html}\n"
    if plain is not None:
        alike = f"Content-Type: text/plain; charset=utf-8\n\n{plain}\n"
        words = f'Content-Type: multipart/alternative; boundary="v"\n\n--v\n{alike}\n--v\n{words}\n--v--\n'
    inside = "".join(f"\n--r\n{each}\n" for each in (words, *parts))
    return (
        f"From: {sender}\nTo: {to}\nSubject: Re: x\nMessage-ID: <{abs(hash(html))}@m>\nIn-Reply-To: <x@y>\nMIME-Version: 1.0\n"
        f'Content-Type: multipart/related; boundary="r"\n{inside}\n--r--\n'
    ).encode()


@pytest.mark.parametrize(
    ("html", "parts", "named"),
    [
        (f"<p>Look at this: {LETTER}</p>", [part("letter.png")], ("letter.png",)),
        (f"<p>Look:</p><p>{LETTER}</p>", [part("image001.png")], ("image001.png",)),
        (f"<p>Fine.</p><p>{SIGN}</p>", [part("image001.png", "l@b")], ()),
        (f"<p>The fee {SIGN} is this.</p>", [part("image001.png", "l@b")], ("image001.png",)),
        (f'<p>Fine.</p><div class="gmail_signature">Anna {LETTER}</div>', [part("logo.png")], ()),
        (f"<p>Fine.</p>{QUOTE.format(LETTER)}", [part("of-others.png")], ()),
        (f'<p>Fine.</p><div id="divRplyFwdMsg"><b>From:</b> us</div>{LETTER}', [part("of-others.png")], ()),
        ('<p>Fine.</p><img src="cid:f@b" height="24">', [part("facebook.png", "f@b")], ()),
        ('<p>Fine.</p><img src="cid:f@b" style="height:18.5px;width:20px">', [part("facebook.png", "f@b")], ()),
        ('<p>Fine.</p><img src="https://track.example/x.png" height="900">', [], ()),
        ("<p>Fine.</p>", [part("letter.png", "", "attachment")], ("letter.png",)),
        (f"<p>Fine {LETTER}</p>", [part("letter.png", "a@b", "attachment")], ("letter.png",)),
    ],
)
@pytest.mark.parametrize("has_plain", [False, True])
def test_only_what_somebody_put_between_their_words_is_named(
    html: str, parts: list[str], named: tuple[str, ...], has_plain: bool
) -> None:
    found = read(mail(html, *parts, plain="Words." if has_plain else None))
    assert found.attachments == named
    assert "\ufffc" not in found.text
    assert "cid:" not in found.text


@pytest.mark.parametrize("mark", ["[image: letter.png]", "[cid:a@b]", "\ufffc"])
def test_where_it_stood_nothing_is_left_in_the_words(mark: str) -> None:
    found = read(mail(f"<p>Before</p>{LETTER}<p>after</p>", part("letter.png"), plain=f"Before\n\n{mark}\n\nafter"))
    assert found.text == "Before\n\nafter"
    assert found.attachments == ("letter.png",)


def test_what_somebody_writes_in_brackets_stays() -> None:
    raw = b"From: a@b.example\nSubject: x\n\nWrite [name: yours] and [image] there.\n"
    assert read(raw).text == "Write [name: yours] and [image] there."


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("application/ms-tnef", "winmail.dat"),
        ("text/calendar", "invite.ics"),
        ("text/x-vcard", "anna.vcf"),
        ("image/heic", "IMG_1.HEIC"),
    ],
)
def test_other_things_that_hang_on_a_mail_are_named(kind: str, name: str) -> None:
    raw = (
        'From: a@b.example\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="m"\n\n'
        "--m\nContent-Type: text/plain\n\nFine.\n\n"
        f'--m\nContent-Type: {kind}; name="{name}"\nContent-Disposition: attachment; filename="{name}"\n\nAAAA\n\n--m--\n'
    ).encode()
    found = read(raw)
    assert (found.text, found.attachments) == ("Fine.", (name,))


def test_words_that_exchange_cut_off_after_a_picture_are_read() -> None:
    raw = (
        b'From: a@b.example\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="m"\n\n'
        b"--m\nContent-Type: text/plain\n\nBefore.\n\n"
        b'--m\nContent-Type: image/jpeg; name="IMG_1.jpeg"\nContent-Disposition: inline; filename="IMG_1.jpeg"\n\nAAAA\n\n'
        b'--m\nContent-Type: text/plain; name="ATT00001.txt"\n\nAfter.\n\n--m--\n'
    )
    found = read(raw)
    assert (found.text, found.attachments) == ("Before.\n\nAfter.", ("IMG_1.jpeg",))


@pytest.mark.django_db
@pytest.mark.parametrize(("picture", "told"), [(LETTER, True), ("", False)])
def test_whoever_sent_one_reads_one_sentence(settings: Any, picture: str, told: bool) -> None:
    settings.INBOUND_ADDRESS = "reply@forum.example"
    make.community()
    ines = make.member(handle="ines", name="Ines Calder")
    topic = topic_of(make.member())
    raw = mail(f"<p>This is it: {picture}</p>", part("letter.png"), sender=str(ines.email), to=address_of(ines, topic))
    receive(raw=raw, recipient=address_of(ines, topic))
    assert topic.posts.latest("position").text.strip() == "This is it:"
    notes = list(Message.objects.filter(kind="mail_refused"))
    assert len(notes) == told
    for note in notes:
        assert "What hung on the mail is not kept: letter.png." in str(build(note, ines, KINDS["mail_refused"]).body)
