"""`bin/manage evaluate_routing`: of a good dump tables, of a damaged one what can be read, of none a sentence."""

from __future__ import annotations

import json
import os
import random
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import pytest
from django.core.management import CommandError, call_command

from routing.management.dump import read

POLICIES = {"ours", "random", "most active", "tag only", "newest in tag"}
BEGAN = datetime(2015, 1, 1)  # noqa: DTZ001  (as dumps write it)


def written(folder: Path, name: str, rows: list[dict[str, Any]]) -> None:
    lines = ["<row " + " ".join(f"{key}={quoteattr(str(value))}" for key, value in row.items()) + " />" for row in rows]
    (folder / name).write_text(
        '﻿<?xml version="1.0"?>\n<!DOCTYPE posts SYSTEM "posts.dtd">\n<posts>\n' + "\n".join(lines) + "\n</posts>\n"
    )


def day(number: float) -> str:
    return (BEGAN + timedelta(days=number)).isoformat(timespec="milliseconds")


def posts(questions: int = 200) -> list[dict[str, Any]]:
    """Whoever answers is somebody of that tag who is about: there is something to find."""
    lot, rows = random.Random(8), []
    tags = ["rent", "letters", "phone", "courts"]
    for number in range(questions):
        tag, season = lot.choice(tags), number // 40
        question = len(rows) + 1
        rows.append(
            {"Id": question, "PostTypeId": 1, "CreationDate": day(number * 2), "OwnerUserId": lot.randint(1, 60),
             "Title": f"About {tag} and {lot.randint(1, 9)}", "Tags": f"<{tag}>", "AcceptedAnswerId": question + 1}
        )  # fmt: skip
        for answer in range(lot.randint(1, 2)):
            helper = 100 + season * 12 + tags.index(tag) * 3 + lot.randint(0, 2)
            rows.append(
                {"Id": len(rows) + 1, "PostTypeId": 2, "ParentId": question, "OwnerUserId": helper,
                 "CreationDate": day(number * 2 + 0.2 + answer), "Score": lot.randint(-1, 6)}
            )  # fmt: skip
    return rows


@pytest.fixture(scope="module")
def dump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dump")
    written(folder, "Posts.xml", posts())
    return folder


def told(folder: Path, *options: str) -> str:
    out = StringIO()
    call_command("evaluate_routing", "--dump", str(folder), *options, stdout=out)
    return out.getvalue()


def test_all_five_are_compared_in_one_run(dump: Path) -> None:
    found = json.loads(told(dump, "--json"))
    assert set(found["policies"]) == POLICIES
    assert set(found["ours_minus"]) == POLICIES - {"ours"}
    for figures in found["policies"].values():
        assert set(figures) == set(found["measures"])
        assert all(0 <= value <= 1 for value in figures.values())
    assert found["judged_questions"] == pytest.approx(80, abs=2)
    assert found["policies"]["ours"]["recall@10"] > 2 * found["policies"]["random"]["recall@10"]
    for row in found["ours_minus"].values():
        assert all(one["low"] <= one["difference"] <= one["high"] for one in row.values())


def test_the_same_seed_prints_the_same(dump: Path) -> None:
    first, again, other = (told(dump, "--seed", seed) for seed in "445")
    assert first == again != other


def test_the_table_says_what_each_measure_means(dump: Path) -> None:
    page = told(dump)
    assert "Judged: the" in page
    assert "There is no Votes.xml" in page
    assert "recall@10: of those who answered and were known before" in page


def test_other_weights_are_tried_on_the_first_part_alone(dump: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from routing.management.commands import evaluate_routing as command

    monkeypatch.setattr(command, "TRIED", command.TRIED[:2])
    page = told(dump, "--fit")
    assert "from 30% to 60% of the time" in page
    assert page.rstrip().splitlines()[-2:][0].split()[:3] == ["0.40", "0.15", "0.15"]


def test_votes_say_when_a_help_was_known(dump: Path, tmp_path: Path) -> None:
    rows = posts()[:3]
    rows[1]["Score"] = 5
    written(tmp_path, "Posts.xml", rows)
    without = [event.at for event in read(tmp_path).events() if type(event).__name__ == "Helped"]
    votes = [{"Id": number, "PostId": 2, "VoteTypeId": 2, "CreationDate": day(30 + number)} for number in range(1, 6)]
    written(tmp_path, "Votes.xml", [*votes, {"Id": 9, "PostId": 2, "VoteTypeId": 1, "CreationDate": day(40)}])
    with_votes = [event.at for event in read(tmp_path).events() if type(event).__name__ == "Helped"]
    assert with_votes[0] - without[0] == pytest.approx(33 - 7.2)  # the third vote came first


def test_votes_against_are_taken_off(tmp_path: Path) -> None:
    rows = posts()[:2]
    rows[0].pop("AcceptedAnswerId")
    rows[1]["Score"] = 2
    written(tmp_path, "Posts.xml", rows)
    kinds = [2, 2, 3, 2]
    votes = [{"Id": n, "PostId": 2, "VoteTypeId": kind, "CreationDate": day(n)} for n, kind in enumerate(kinds, 1)]
    written(tmp_path, "Votes.xml", votes)
    assert not [event for event in read(tmp_path).events() if type(event).__name__ == "Helped"]


def test_bad_rows_are_left_out_and_counted(dump: Path, tmp_path: Path) -> None:
    rows = posts()
    bad = [
        {"Id": 9001, "PostTypeId": 1, "CreationDate": "yesterday", "Title": "x"},
        {"Id": "many", "PostTypeId": 2, "ParentId": 1, "CreationDate": day(1)},
        {"Id": 9003, "PostTypeId": 2, "CreationDate": day(1), "OwnerUserId": 3},
        {"Id": 9004, "PostTypeId": 2, "ParentId": 1, "CreationDate": day(1), "OwnerUserId": "x" * 30},
    ]
    odd = [
        {"Id": 9005, "PostTypeId": 2, "ParentId": 777777, "CreationDate": day(1), "OwnerUserId": 3},  # no such question
        {"Id": 9006, "PostTypeId": 2, "ParentId": 1, "CreationDate": day(1), "OwnerUserId": -1},  # a robot
        {"Id": 9007, "PostTypeId": 5, "CreationDate": day(1), "OwnerUserId": 3},  # a tag wiki
        {"PostTypeId": 2},
    ]
    written(tmp_path, "Posts.xml", [*bad, *rows, *odd])
    written(tmp_path, "Votes.xml", [{"Id": 1, "PostId": 2, "VoteTypeId": 2, "CreationDate": "?"}])
    page = told(tmp_path)
    assert "6 rows could not be read and were left out." in page


def test_a_file_that_breaks_off_is_used_as_far_as_it_goes(tmp_path: Path) -> None:
    written(tmp_path, "Posts.xml", posts())
    whole = (tmp_path / "Posts.xml").read_text()
    (tmp_path / "Posts.xml").write_text(whole[: int(len(whole) * 0.97)])
    assert "What stands before that was used." in told(tmp_path)


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        (None, "is no folder. Unpack the dump"),
        ({}, "There is no Posts.xml in"),
        ({"Posts.xml": "hello"}, "is no Stack Exchange dump"),
        ({"Posts.xml": ""}, "holds no questions with answers"),
        ({"Posts.xml": "<posts>\n</posts>"}, "holds no questions with answers"),
        ({"Posts.xml": '<!DOCTYPE a [<!ENTITY b "c">]>\n<posts><row Id="1" /></posts>'}, "declares entities"),
    ],
)
def test_what_is_no_dump_is_said_in_a_sentence(tmp_path: Path, files: dict[str, str] | None, sentence: str) -> None:
    folder = tmp_path / "there"
    if files is not None:
        folder.mkdir()
        for name, text in files.items():
            (folder / name).write_text(text)
    with pytest.raises(CommandError, match=sentence):
        told(folder)


def test_too_few_questions_say_nothing(tmp_path: Path) -> None:
    written(tmp_path, "Posts.xml", posts(25))
    with pytest.raises(CommandError, match="are the fewest that say anything"):
        told(tmp_path)


def test_a_real_community_is_routed_as_was_wanted() -> None:
    folder = os.environ.get("MURMURATION_DUMP", "")
    if not folder:
        pytest.skip("MURMURATION_DUMP names no dump")
    found = json.loads(told(Path(folder), "--json"))
    assert all(found["wanted"].values()), found["wanted"]
