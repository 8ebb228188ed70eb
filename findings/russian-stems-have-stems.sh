#!/bin/sh
# snowballstemmer 3.1.1: the stem of a Russian stem is another, shorter one.
#
# Whoever stems what is stored and stems a query twice, or stores stems and lets a database stem them once more, looks for
# "задолж" where "задолжен" is stored and finds nothing. English and German words of the same kind come out as they went in.
# Seen: задолженностью (debts) → задолжен → задолж; приставами (bailiffs) → пристав → приста; universities → universiti →
# universiti; Schuldnerberatung → Schuldnerberat → Schuldnerberat.
set -eu
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet snowballstemmer==3.1.1
"$place/venv/bin/python" - <<'PYTHON'
from snowballstemmer import stemmer

def stems(language: str, word: str) -> tuple[str, str]:
    once = stemmer(language).stemWord(word)
    found = once, stemmer(language).stemWord(once)
    print(language, word, *found)
    return found

assert stems("russian", "задолженностью") == ("задолжен", "задолж")
assert stems("russian", "приставами") == ("пристав", "приста")
assert stems("english", "universities") == ("universiti", "universiti")
assert stems("german", "Schuldnerberatung") == ("Schuldnerberat", "Schuldnerberat")
PYTHON
