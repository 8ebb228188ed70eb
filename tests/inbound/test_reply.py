"""What somebody wrote in a mail, of mails as the programs of many languages make them."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from inbound.mail.reply import own_words, read

MAILS = sorted((Path(__file__).parent / "mails").glob("*.eml"))
QUOTED = "On Tue, May 5, 2026 at 10:12 AM Anna <anna@mail.example> wrote:\n\n> Old words\n"


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_the_words_of_the_sender_are_found(path: Path) -> None:
    assert read(path.read_bytes()).text == path.with_suffix(".txt").read_text().removesuffix("\n")


def test_there_are_enough_mails() -> None:
    assert len(MAILS) >= 60


def test_each_mail_has_its_words_beside_it() -> None:
    assert {path.stem for path in MAILS} == {path.stem for path in (Path(__file__).parent / "mails").glob("*.txt")}


def mail(text: str = "Words.", **heads: str) -> EmailMessage:
    made = EmailMessage()
    made["From"] = heads.pop("sender", "Anna Berg <anna.berg@mail.example>")
    for name, value in heads.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


def test_attachments_are_named_and_not_read() -> None:
    made = mail()
    made.add_attachment("not mine", filename="notes.txt")
    made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="form.pdf")
    made.add_attachment(mail("somebody else's"))
    found = read(made.as_bytes())
    assert found.text == "Words."
    assert found.attachments == ("notes.txt", "form.pdf", "message")


def test_what_a_program_adds_is_no_attachment() -> None:
    made = mail()
    made.add_attachment(b"x", maintype="application", subtype="pgp-signature", filename="signature.asc")
    assert read(made.as_bytes()).attachments == ()


def test_an_encrypted_mail_says_so() -> None:
    raw = (
        b'From: a@b.example\nContent-Type: multipart/encrypted; boundary="b"; protocol="application/pgp-encrypted"\n\n'
        b"--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--b\nContent-Type: application/octet-stream\n\nxx\n--b--\n"
    )
    found = read(raw)
    assert found.is_encrypted
    assert found.text == ""


@pytest.mark.parametrize(
    "end",
    [
        "\nAnna",
        "\nAnna Berg",
        "\n-Anna",
        "\nA. Berg\nanna.berg@mail.example",
        "\nBest, Anna",
        "\nAnna\n+49 30 1234567",
        "\nanna.berg@mail.example",
        "\nhttps://anna-berg.example",
    ],
)
def test_behind_a_mask_no_name_stays_at_the_end(end: str) -> None:
    made = mail(f"I had that too.\n{end}\n\n{QUOTED}", In_Reply_To="<x@y>")
    assert read(made.as_bytes(), anonymous=True).text == "I had that too."


def test_behind_a_mask_the_name_of_the_account_counts_as_well() -> None:
    made = mail("I had that too.\n\nDorrie\n", sender="x@y.example")
    assert read(made.as_bytes(), anonymous=True, also_called=["Dorrie H"]).text == "I had that too."


def test_under_ones_name_a_name_at_the_end_stays() -> None:
    assert read(mail("I had that too.\n\nAnna\n").as_bytes()).text == "I had that too.\n\nAnna"


def test_behind_a_mask_other_last_lines_stay() -> None:
    words = "I had that too.\n\nAsk Wilf about it"
    assert read(mail(words).as_bytes(), anonymous=True).text == words


@pytest.mark.parametrize(
    "raw", [b"", b"\n\n", b"\x00\xff\xfe", b"Content-Type: multipart/mixed\n\nx", b"Content-Type: ;;;=\n\nx"]
)
def test_whatever_comes_is_read_without_an_error(raw: bytes) -> None:
    assert isinstance(read(raw).text, str)


@pytest.mark.parametrize("charset", ["zip", "rot13", "idna", "no-such-thing", "\udcff", ""])
def test_a_character_set_that_is_none(charset: str) -> None:
    raw = f'Content-Type: text/plain; charset="{charset}"\n\nWörter'.encode(errors="replace")
    assert read(raw).text == "Wörter"


@pytest.mark.parametrize(
    "text",
    [
        "On " + "a " * 90_000 + "\nwrote:",
        "On Tue, May 5, 2026 at 10:12 AM A <a@b.example> wrote:\n" * 3_000,
        "From: a@b.example\nSubject: x\n\n" * 5_000,
        "-- \n" * 40_000,
        "Thanks,\nAnna\n\n" * 9_000,
        "a@" * 90_000,
    ],
    ids=["on", "wrote", "from", "signatures", "thanks", "at"],
)
def test_a_long_mail_is_read_in_a_moment(text: str) -> None:
    """Its patterns are asked about short pieces alone. One that took the square of the length would take minutes."""
    own_words(text)


def test_html_with_more_tags_than_anybody_writes_is_read_to_where_they_begin() -> None:
    made = EmailMessage()
    made.set_content("<p>Mine.</p>" + "<div>" * 30_000, subtype="html")
    assert read(made.as_bytes()).text == "Mine."
