"""What every mail of ours has in common, whichever backend sends it."""

from __future__ import annotations

from email.header import Header
from email.message import Message
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import EmailAlternative

from members.signing import sign
from writing.domains import ascii_domain, on_the_wire

LONGEST_LINE = 998  # bytes of a header, RFC 5322
ENCODED_LINE = 75  # one less than RFC 2047 allows: `Header` does not count the space before a word


class Mail(EmailMultiAlternatives):
    def send(self, fail_silently: bool = False) -> int:  # type: ignore[override]  # the stubs are of a later Django
        self.from_email = on_the_wire(self.from_email)
        self.to, self.reply_to = [list(map(on_the_wire, people)) for people in (self.to, self.reply_to)]
        return super().send(fail_silently)

    def message(self) -> Message:  # type: ignore[override]
        """Headers begin on their first line: folded at 78 bytes, a long word would leave it empty, and some mail
        programs then show no subject and offer no way to unsubscribe.
        """
        self.body = _in_lines(str(self.body))
        self.alternatives = [EmailAlternative(_in_lines(str(words)), kind) for words, kind in self.alternatives]
        made = super().message()
        made.policy = made.policy.clone(max_line_length=LONGEST_LINE)
        made.replace_header("Subject", _subject(str(self.subject)))
        sign(made)
        return made


def _in_lines(text: str) -> str:
    """Every sign that parts lines becomes a plain one. Django looks for lines that are too long to be sent as they are,
    and takes for an end of line what mail servers do not, such as U+2028.
    """
    return "\n".join(text.splitlines()) + ("\n" if text.endswith("\n") else "")


def _subject(words: str) -> str:
    """What looks like an encoded word and is none is encoded, so that it arrives as it was written."""
    if words.isascii() and "=?" not in words:
        return words
    return Header(words, "utf-8", header_name="Subject", maxlinelen=ENCODED_LINE).encode()


def sender_domain() -> str:
    """For Message-ID and List-Id."""
    return ascii_domain(parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]) or "localhost"
