"""What a mail server said to whoever hosts: its own words, without anybody in them."""

from __future__ import annotations

import re
from datetime import UTC
from typing import Any

from anymail.exceptions import AnymailError
from django.db import connection
from django.utils import timezone, translation

from masks.hours import time_kept
from members.actions.test_mail import sentence
from notices.models import ServerWord

LONGEST_WORD = 12  # letters of one with a digit in it: what is longer is a queue's number, or a mailbox's
GONE = "…"

# One row for the same words of a day; the hour alone, because a mask may have caused the mail.
NOTE = """
INSERT INTO notices_serverword AS kept (day, words, times, last_at)
SELECT %(day)s, CASE WHEN
    (SELECT count(*) FROM notices_serverword WHERE day = %(day)s AND words NOT IN (%(words)s, %(gone)s)) < %(most)s
    THEN %(words)s ELSE %(gone)s END, 1, %(hour)s
ON CONFLICT (day, words) DO UPDATE SET times = kept.times + 1, last_at = EXCLUDED.last_at
"""


def note(error: Exception, *, address: str) -> None:
    """Only for mail to somebody under their name: beside a mask's it would say that this mask's mail came back."""
    now = timezone.now()
    values: dict[str, Any] = {"day": now.astimezone(UTC).date(), "words": spoken(error, address), "gone": GONE}
    values |= {"most": ServerWord.MOST_A_DAY, "hour": time_kept(now, masked=True)}
    with connection.cursor() as cursor:
        cursor.execute(NOTE, values)


def spoken(error: Exception, address: str) -> str:
    """A provider's library repeats what it was given, the address and the mail: of it the status alone."""
    if isinstance(error, AnymailError):
        return f"{type(error).__name__} {getattr(error, 'status_code', None) or ''}".strip()
    with translation.override("en"):  # whoever reads it may read another language than whoever got the mail
        said = sentence(error)
    return without_people(said, address)[: ServerWord.MOST_LETTERS]


def without_people(words: str, address: str) -> str:
    """Without the address that the mail was for, in whole or its name alone, and without any other one."""
    local = address.rpartition("@")[0].strip('"')
    for part in filter(None, (address, local)):
        words = re.sub(rf"(?<!\w){re.escape(part)}(?!\w)", GONE, words, flags=re.IGNORECASE)
    return " ".join(GONE if _may_name(word) else word for word in words.split())


def _may_name(word: str) -> bool:
    return "@" in word or (len(word) > LONGEST_WORD and any(sign.isdigit() for sign in word))
