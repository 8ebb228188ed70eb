#!/bin/sh
# mail-parser-reply 1.36: a list with dashes in somebody's own words is taken for the beginning of a signature.
#
# A person who answers a mail with a short list, and a sentence after it, loses all from the first item on, though there is
# neither a quote nor a signature in the mail.
# Seen: the body of the reply ends before the first item, the list and what follows are its signature; with asterisks in place of dashes all of it is kept.
set -eu
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet mail-parser-reply==1.36
"$place/venv/bin/python" - <<'PYTHON'
from mailparser_reply import EmailReplyParser

WORDS = "What you need:\n\n{0} your passport\n{0} patience\n\nThat was all it took."


def found(mark: str) -> str:
    return EmailReplyParser(languages=["en"]).read(text=WORDS.format(mark)).replies[0].body


print("dashes:", repr(found("-")))
print("asterisks:", repr(found("*")))
assert "passport" not in found("-") and "That was all" not in found("-")
assert "passport" in found("*") and "That was all it took." in found("*")
PYTHON
