"""The product's own SMTP, with each mail in the journal, so that a kill finds mails in flight."""

from community.smtp import EmailBackend as Smtp
from notices.actions import outbox
from tests.harness import note

outbox.AWAY_SECONDS = 2  # seconds without mail after a server that was not there, in place of a minute


class EmailBackend(Smtp):
    def send_messages(self, email_messages):  # type: ignore[no-untyped-def]
        what = email_messages[0].extra_headers["Message-ID"]
        note("begin", f"mail {what}")
        try:
            return super().send_messages(email_messages)
        finally:
            note("end", f"mail {what}")
