"""A mail backend whose every mail stands in the journal: begun before the server is asked, ended after its 250 and a
little later, so that a kill finds mails in flight on both sides of the answer.
"""

import time

from community.smtp import EmailBackend as Smtp
from tests.harness import note

BEFORE, AFTER = 0.05, 0.1  # seconds


class EmailBackend(Smtp):
    def send_messages(self, email_messages):  # type: ignore[no-untyped-def]
        what = email_messages[0].extra_headers["Message-ID"]
        note("begin", f"mail {what}")
        time.sleep(BEFORE)
        sent = super().send_messages(email_messages)
        time.sleep(AFTER)
        note("end", f"mail {what}")
        return sent
