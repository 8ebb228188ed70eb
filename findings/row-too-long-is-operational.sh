#!/bin/sh
# psycopg 3.3.9: a text that is too long for a tsvector is an OperationalError, the class of a lost connection.
#
# PostgreSQL refuses such a row with 54000, program_limit_exceeded: the row is at fault, as with a string that is too long
# for its column, which is a DataError. Its class 54 is mapped to OperationalError all the same. An import that tries again
# on OperationalError, or ends on it as on a lost connection, does so for ever because of one row. The code has to be asked.
# Seen: 54000 OperationalError, as 57P01 (server shut down); 22001 (too long for its column) DataError.
set -eu
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet "psycopg[binary]==3.3.9"
"$place/venv/bin/python" - <<'PYTHON'
from psycopg import DataError, OperationalError
from psycopg.errors import lookup

for code, expected in {"54000": OperationalError, "57P01": OperationalError, "22001": DataError}.items():
    found = lookup(code)
    print(code, found.__name__, expected.__name__)
    assert issubclass(found, expected)
    assert not issubclass(found, DataError if expected is OperationalError else OperationalError)
PYTHON
