#!/bin/sh
# django-anymail 15.2: a mail that SparkPost hands on in base64 is read as UTF-8, whatever it is written in.
#
# SparkPost sends a mail in base64 because it is not UTF-8. A correct mail of ISO-8859-1 in eight bits ends in a
# UnicodeDecodeError in the webhook, so that the provider delivers it again and again; the same mail as quoted-printable
# comes through.
# Seen: UnicodeDecodeError for the first, its words for the second.
set -eu
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet django-anymail==15.2 Django==5.2.9
"$place/venv/bin/python" - <<'PYTHON'
import base64

import django
from django.conf import settings

settings.configure(ANYMAIL={"WEBHOOK_SECRET": "a:b"})
django.setup()
from anymail.webhooks.sparkpost import SparkPostInboundWebhookView

HEAD = b"From: a@example.org\r\nTo: b@example.net\r\nSubject: Hi\r\nMIME-Version: 1.0\r\n"
PLAIN = b"Content-Type: text/plain; charset=iso-8859-1\r\n"
EIGHT = HEAD + PLAIN + b"Content-Transfer-Encoding: 8bit\r\n\r\nSch\xf6n.\r\n"
QUOTED = HEAD + PLAIN + b"Content-Transfer-Encoding: quoted-printable\r\n\r\nSch=F6n.\r\n"


def read(mail: bytes) -> str:
    content = {"email_rfc822": base64.b64encode(mail).decode(), "email_rfc822_is_base64": True}
    event = {"protocol": "smtp", "content": content, "msg_from": "a@example.org", "rcpt_to": "b@example.net"}
    found = SparkPostInboundWebhookView().esp_to_anymail_event("relay_message", event, {"msys": {"relay_message": event}})
    return found.message.text.strip()


print("quoted-printable:", read(QUOTED))
assert read(QUOTED) == "Schön."
try:
    read(EIGHT)
except UnicodeDecodeError as error:
    print("eight bits:", error)
else:
    raise SystemExit("It reads eight bits now.")
PYTHON
