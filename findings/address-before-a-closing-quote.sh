#!/bin/sh
# linkify-it-py 2.2.0: what ends a sentence in print is taken for a part of the address.
#
# A comma, a full stop and a straight quote after a bare address stay outside of the link. Their printed kin, which phones
# and word processors put there by themselves, go into it: the link of “see https://example.org/help” leads to
# /help%E2%80%9D, which is not there.
# Seen: the link ends behind ” … — 。 and before , . "
set -eu
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet linkify-it-py==2.2.0
"$place/venv/bin/python" - <<'PYTHON'
from linkify_it import LinkifyIt

ADDRESS = "https://example.org/help"
for mark in "”…—。":
    [found] = LinkifyIt().match(f"see {ADDRESS}{mark} and then")
    print(mark, found.url)
    assert found.url == ADDRESS + mark
for mark in ",.\"":
    [found] = LinkifyIt().match(f"see {ADDRESS}{mark} and then")
    print(mark, found.url)
    assert found.url == ADDRESS
PYTHON
