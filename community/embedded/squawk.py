"""bin/lint: what squawk says of the SQL of every migration since the baseline. Needs no database.

Older migrations made the first tables, which were empty. A migration that is right all the same says why, in a comment
of its own file: `# squawk adding-foreign-key-constraint: the table is new, so nobody waits.`
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django

from community.env import BASE_DIR

# The last migration of each app before 0.1 was looked at as a whole.
BASELINE = {
    "activity": "0001_initial",
    "blog": "0004_a_change_to_what_is_published",
    "forum": "0013_levels",
    "importers": "0001_initial",
    "masks": "0001_initial",
    "members": "0012_hello_answer",
    "mentorship": "0004_guides",
    "moderation": "0006_alarms",
    "notices": "0004_softbounce",
    "nudges": "0010_goal_check_ins",
    "recognition": "0003_default_words",
}
EXCUSED = re.compile(r"^\s*# squawk ([a-z-]+): (\S.{10,})$", re.MULTILINE)
PG_VERSION, PG_NUMBER = "18.0", 18_00_00
# What holds for all of them, and why it is no finding here.
EXCLUDED = {
    "require-timeout-settings": "`migrate` sets both for its session (hosting/management/commands/migrate.py)",
    "prefer-robust-stmts": "each migration is one transaction, and what is done is written down in it",
    "prefer-text-field": "lengths are Django's, and to change one needs no rewriting",
    "prefer-identity": "Django's own way to make numbers is identity already",
    "prefer-bigint-over-int": "small numbers are small on purpose",
    "prefer-bigint-over-smallint": "small numbers are small on purpose",
}


# A table that the same migration makes is empty: there is nothing to look through while others wait.
EMPTY_TABLES = {"adding-foreign-key-constraint", "require-concurrent-index-creation"}
CREATED = re.compile(r'^CREATE TABLE "(\w+)"', re.MULTILINE)
CHANGED = re.compile(r'^(?:ALTER TABLE|CREATE (?:UNIQUE )?INDEX "\w+" ON) "(\w+)"')


@dataclass(frozen=True)
class Finding:
    migration: str
    rule: str
    words: str


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "community.settings")
    django.setup()
    found = list(findings())
    for one in found:
        print(f"{one.migration}: {one.rule}: {one.words}")
    return 1 if found else 0


def findings() -> Iterator[Finding]:
    for app, name, path in since_baseline():
        text = path.read_text()
        excused = dict(EXCUSED.findall(text))
        said = complaints(sql_of(app, name))
        yield from (Finding(f"{app}.{name}", rule, words) for rule, words in said if rule not in excused)
        for rule in excused.keys() - {rule for rule, _words in said}:
            yield Finding(f"{app}.{name}", rule, "is excused, and is not there")


def loader() -> Any:
    from django.db.migrations.loader import MigrationLoader

    return MigrationLoader(None, ignore_no_migrations=True, replace_migrations=False)


def since_baseline() -> Iterator[tuple[str, str, Path]]:
    from django.apps import apps

    for app, name in sorted(loader().disk_migrations):
        folder = Path(apps.get_app_config(app).path)
        if folder.parent == Path(BASE_DIR) and name > BASELINE.get(app, ""):
            yield app, name, folder / "migrations" / f"{name}.py"


def sql_of(app: str, name: str) -> str:
    """As `sqlmigrate` prints it."""
    from django.db import DEFAULT_DB_ALIAS, connections

    connection = connections[DEFAULT_DB_ALIAS]
    vars(connection)["pg_version"] = PG_NUMBER  # which it would ask the server for
    found = loader()
    migration = found.get_migration(app, name)
    state = found.project_state((app, name), at_end=False)
    editor = _editor(connection)(connection, collect_sql=True, atomic=migration.atomic)
    editor.deferred_sql = []  # in place of its `with`, which would open a transaction
    migration.apply(state, editor, collect_sql=True)
    for statement in editor.deferred_sql:
        editor.execute(statement)
    lines = [line for line in editor.collected_sql if not line.startswith("--")]
    return "\n".join(["BEGIN;", *lines, "COMMIT;"] if migration.atomic else lines) + "\n"


def _editor(connection: Any) -> Any:
    """Django's own, but that it asks no database how values are written."""

    class Editor(connection.SchemaEditorClass):
        def execute(self, sql: Any, params: Any = ()) -> None:
            said = str(sql) % tuple(map(self.quote_value, params)) if params else str(sql)
            self.collected_sql.append(said if said.rstrip().endswith(";") else f"{said};")

    return Editor


def complaints(sql: str) -> list[tuple[str, str]]:
    """Rule and words of each."""
    command = [str(Path(sys.executable).with_name("squawk")), "--reporter=json", f"--pg-version={PG_VERSION}"]
    command += [f"--exclude={','.join(EXCLUDED)}"]
    done = subprocess.run(command, input=sql, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1) or (done.returncode and not done.stdout):
        raise RuntimeError(done.stderr)
    lines, new = sql.splitlines(), set(CREATED.findall(sql))
    return [
        (one["rule_name"], f"{' '.join(one['message'].split())} {lines[one['line']][:120]}")
        for one in json.loads(done.stdout or "[]")
        if not (one["rule_name"] in EMPTY_TABLES and _table(lines[one["line"]]) in new)
    ]


def _table(line: str) -> str:
    found = CHANGED.search(line)
    return found[1] if found else ""


if __name__ == "__main__":
    sys.exit(main())
