#!/bin/sh
# Babel 2.19.0: a list in the style "unit" is written in English and not in German.
#
# format_list has the styles "unit", "unit-short" and "unit-narrow" for lists without "and" ("a, b, c"). Where a language's
# own table has a part of such a style alone, the rest is not looked up in the style that it is short for, as CLDR's data
# mean it: German, Dutch, Spanish, Hebrew and Hindi raise KeyError, some for three things, some for two.
# Seen: en "a, b, c"; de KeyError('start') for three and "a, b" for two; es KeyError('start') for both; "standard" works in all.
set -eu
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet babel==2.19.0
"$place/venv/bin/python" - <<'PYTHON'
from babel.lists import format_list


def said(locale, things, style="unit"):
    try:
        return format_list(list(things), style=style, locale=locale)
    except KeyError as error:
        return repr(error)


for locale, three, two in [
    ("en", "a, b, c", "a, b"),
    ("de", "KeyError('start')", "a, b"),
    ("es", "KeyError('start')", "KeyError('start')"),
    ("nl", "KeyError('start')", None),
]:
    print(locale, said(locale, "abc"), "|", said(locale, "ab"))
    assert said(locale, "abc") == three
    assert two is None or said(locale, "ab") == two
    assert "KeyError" not in said(locale, "abc", "standard")
PYTHON
