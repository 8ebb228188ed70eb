"""Migrations that would make people wait are found before they land (R17)."""

from pathlib import Path

import pytest

from community.embedded import squawk

NEW = 'BEGIN;\nCREATE TABLE "forum_new" ("id" bigint NOT NULL PRIMARY KEY);\n%s\nCOMMIT;\n'
KEY = 'ALTER TABLE "%s" ADD CONSTRAINT "k" FOREIGN KEY ("by_id") REFERENCES "members_member" ("id") DEFERRABLE INITIALLY DEFERRED;'


@pytest.mark.parametrize(
    ("planted", "rule"),
    [
        ('CREATE INDEX "i" ON "forum_post" ("at");', "require-concurrent-index-creation"),
        (KEY % "forum_post", "adding-foreign-key-constraint"),
        ('ALTER TABLE "forum_post" ADD COLUMN "n" integer NOT NULL;', "adding-required-field"),
        ('ALTER TABLE "forum_post" ALTER COLUMN "body" TYPE varchar(9);', "changing-column-type"),
        ('ALTER TABLE "forum_post" RENAME COLUMN "a" TO "b";', "renaming-column"),
        ('ALTER TABLE "forum_post" DROP COLUMN "body";', "ban-drop-column"),
        ('ALTER TABLE "forum_post" ALTER COLUMN "n" SET NOT NULL;', "adding-not-nullable-field"),
        ('ALTER TABLE "forum_post" ADD CONSTRAINT "c" CHECK ("n" > 0);', "constraint-missing-not-valid"),
        ('DROP TABLE "forum_post";', "ban-drop-table"),
    ],
)
def test_what_would_make_people_wait_is_found(planted, rule) -> None:
    assert rule in [found for found, _words in squawk.complaints(NEW % planted)]


@pytest.mark.parametrize(
    "harmless",
    [
        'CREATE INDEX "i" ON "forum_new" ("at");',
        KEY % "forum_new",
        'ALTER TABLE "forum_post" ADD COLUMN "n" integer NULL;',
        'ALTER TABLE "forum_post" ADD COLUMN "n" integer DEFAULT 0 NOT NULL;',
    ],
)
def test_what_nobody_waits_for_is_not(harmless) -> None:
    assert squawk.complaints(NEW % harmless) == []


@pytest.fixture
def migration(monkeypatch, tmp_path: Path):
    """One migration, with a comment at its head."""

    def written(comment: str, sql: str):
        (tmp_path / "0099_new.py").write_text(f"{comment}\nfrom django.db import migrations\n")
        monkeypatch.setattr(squawk, "since_baseline", lambda: [("forum", "0099_new", tmp_path / "0099_new.py")])
        monkeypatch.setattr(squawk, "sql_of", lambda _app, _name: NEW % sql)
        return [(one.rule, one.words) for one in squawk.findings()]

    return written


INDEX = 'CREATE INDEX "i" ON "forum_post" ("at");'
RULE = "require-concurrent-index-creation"


@pytest.mark.parametrize(
    ("comment", "count"),
    [
        (f"# squawk {RULE}: the table has a row for each space, hundreds at most.", 0),
        (f"# squawk {RULE}:", 1),  # no reason
        (f"# squawk {RULE}: because", 1),  # none either
        ("# squawk renaming-column: nothing of before reads it any more.", 2),  # another, which is not there
        ("", 1),
    ],
)
def test_an_exception_says_why_and_is_needed(migration, comment, count) -> None:
    assert len(migration(comment, INDEX)) == count


def test_an_exception_that_is_no_longer_needed_is_found(migration) -> None:
    assert migration(f"# squawk {RULE}: the table has a row for each space.", "") == [
        (RULE, "is excused, and is not there")
    ]


def test_every_migration_since_the_baseline_is_looked_at() -> None:
    names = {f"{app}.{name}" for app, name, _path in squawk.since_baseline()}
    assert "hosting.0001_initial" in names
    assert "members.0012_hello_answer" not in names
    assert "public" not in squawk.sql_of("hosting", "0001_initial")
    assert 'CREATE TABLE "hosting_run"' in squawk.sql_of("hosting", "0001_initial")
