#!/bin/sh
# defusedxml 0.7.1: the `msg` of its ParseError is an exception, not a string.
#
# defusedxml.ElementTree stands in for xml.etree.ElementTree, whose ParseError carries its sentence as a string in `msg`.
# Here it carries the expat error itself: `error.msg.partition(":")` or a JSON report of it fails, in the branch that was to
# say what is wrong with somebody's file. `str(error)` is the same sentence in both.
# Seen: ElementTree str, defusedxml ExpatError.
set -eu
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet defusedxml==0.7.1
"$place/venv/bin/python" - <<'PYTHON'
import xml.etree.ElementTree as plain
from xml.parsers.expat import ExpatError

import defusedxml.ElementTree as defused

def refused(parser) -> Exception:
    try:
        parser.fromstring("<row><b></row>")
    except parser.ParseError as error:
        print(parser.__name__, type(error.msg).__name__, error)
        return error
    raise AssertionError("taken")

assert type(refused(plain).msg) is str
assert isinstance(refused(defused).msg, ExpatError)
assert str(refused(plain)) == str(refused(defused))
PYTHON
